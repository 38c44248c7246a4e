// The decision table editor: dmn-js over one decisions/*.dmn of the folder.
import DmnModeler from 'dmn-js/lib/Modeler';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import { calm } from './server.js';
import { speak } from './speak.js';
import TABLE_WORDS, { SHAPES } from './table_words.js';

export async function edit(place, text, write, bench) {
  place.replaceChildren();
  const modeler = new DmnModeler({ container: place });
  const stop = speak(document.body, TABLE_WORDS, SHAPES, place.closest('[data-wb-pane]'));
  try {
    await modeler.importXML(text);
  } catch (fault) {
    bench.notice(`这张决策表打不开：${fault.message}`);
  }
  const table = modeler.getViews().find((view) => view.type === 'decisionTable');
  if (table) await modeler.open(table);
  const soon = calm(300, async () => write((await modeler.saveXML({ format: true })).xml));
  modeler.getActiveViewer()?.on('commandStack.changed', soon);
  modeler.on('views.changed', () => modeler.getActiveViewer()?.on('commandStack.changed', soon));
  return { editor: modeler, destroy: () => { stop(); modeler.destroy(); } };
}
