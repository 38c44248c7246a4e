// The examples of a help page, drawn. What cannot be drawn (that may be its fault) stays text.
import Viewer from 'bpmn-js/lib/Viewer';
import { joined } from './workbench/joined.js';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

async function draw(box) {
  const { layoutProcess } = await import('bpmn-auto-layout');
  const text = await layoutProcess(joined(box.dataset.example));
  box.hidden = false;
  const viewer = new Viewer({ container: box });
  await viewer.importXML(text);
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1.2) canvas.zoom(1.2, 'auto');
}

for (const box of document.querySelectorAll('[data-example]')) {
  draw(box).catch(() => box.remove());
}
