// The drawing board: bpmn-js with our namespace, our panel, our menus, in Chinese.
import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import MinimapModule from 'diagram-js-minimap';
import NativeCopyPaste from 'bpmn-js-native-copy-paste';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import moddle from './moddle.js';
import Panel from './panel.js';
import Menus from './menus.js';
import { joined } from './joined.js';
import Words from './words.js';

//: what the reader warns of and keeps all the same; the publish checks say what is wrong with it
const KEPT = /^unknown attribute </;

//: the key that ends a Chinese word comes up this much later at the most
const COMPOSED_MS = 120;

// The search of the board listens to keys. A Chinese word is put in by an input method, or pasted, and its keys are that method's own.
function searchByWords(canvas) {
  const field = (event) => event.target.closest('.djs-search-input input');
  let ended = -COMPOSED_MS;
  const search = (event) => field(event) && event.target.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true, key: 'Unidentified' }));
  canvas.addEventListener('keyup', (event) => {
    const own = event.isComposing || (event.key === 'Enter' && event.timeStamp - ended < COMPOSED_MS);
    if (own && field(event)) event.stopPropagation();
  }, true);
  canvas.addEventListener('input', (event) => !event.isComposing && search(event));
  canvas.addEventListener('compositionend', (event) => { ended = event.timeStamp; search(event); });
}

export function board(bench, canvas, panel) {
  searchByWords(canvas);
  return new Modeler({
    container: canvas,
    propertiesPanel: { parent: panel },
    moddleExtensions: { e: moddle },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CreateAppendAnythingModule, MinimapModule, NativeCopyPaste, Menus, Words,
      { __init__: ['workbenchPanel'], workbenchPanel: ['type', Panel], workbench: ['value', bench] },
    ],
  });
}

// Opens a drawing; one without a layout is laid out first.
export async function open(modeler, xml) {
  let text = xml;
  if (!/<(?:\w+:)?BPMNDiagram[\s>]/.test(text) && /<(?:\w+:)?process[\s>]/.test(text)) {
    const { layoutProcess } = await import('bpmn-auto-layout');
    text = await layoutProcess(joined(text));
  }
  const { warnings } = await modeler.importXML(text);
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  return { lost: warnings.map((one) => one.message.split('\n')[0]).filter((one) => !KEPT.test(one)), laidOut: text !== xml };
}
