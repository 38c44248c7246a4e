// The form editor: form-js over one forms/*.json of the folder.
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js/dist/assets/form-js.css';
import '@bpmn-io/form-js/dist/assets/form-js-editor.css';
import { calm } from './server.js';
import { speak } from './speak.js';
import FORM_WORDS, { SHAPES } from './form_words.js';

export async function edit(place, text, write) {
  place.replaceChildren();
  const editor = new FormEditor({ container: place });
  const stop = speak(document.body, FORM_WORDS, SHAPES, place.closest('[data-wb-pane]'));
  await editor.importSchema(JSON.parse(text));
  const soon = calm(300, () => write(`${JSON.stringify(editor.saveSchema(), null, 2)}\n`));
  editor.on('commandStack.changed', soon);
  return { editor, destroy: () => { stop(); editor.destroy(); } };
}
