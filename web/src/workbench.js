// The workbench of one draft. Everything that is not the drawing itself is loaded when its tab is opened.
import { Server } from './workbench/server.js';
import { Bench } from './workbench/bench.js';
import { Saving } from './workbench/save.js';
import { Tabs } from './workbench/tabs.js';
import { speak } from './workbench/speak.js';
import { UNASKED, untold } from './workbench/words.js';

async function start(root) {
  const server = new Server(root.dataset.csrf);
  const [draft, codes] = await Promise.all([server.get(`/drafts/${root.dataset.draft}`), server.get('/workbench/codes')]);
  const bench = new Bench(root, server, draft, codes);
  const part = bench.part;
  const saving = new Saving(bench, { save: part('save'), submit: part('submit'), state: part('state') });
  const tabs = new Tabs(bench);
  bench.verdict = (verdict) => { tabs.side('proof'); bench.proof.show(verdict); };
  speak(document.body, UNASKED);
  await bench.start();
  part('prove').addEventListener('click', () => { tabs.side('proof'); tabs.open('drawing'); bench.proof.run(); });
  part('count').addEventListener('click', () => tabs.side('problems'));
  part('bring')?.addEventListener('change', (event) => bring(bench, tabs, event.target));
  await saving.offer();
  root.dataset.ready = '';
  // For the tests, and for whoever finds an English word on this page.
  root.workbench = { bench, tabs, untold };
}

// A drawing of another tool in place of this one; its process takes this draft's key.
async function bring(bench, tabs, input) {
  const [file] = input.files;
  input.value = '';
  if (!file) return;
  tabs.open('drawing');
  try {
    await bench.draw(await file.text());
  } catch (fault) {
    bench.notice(`这个文件打不开：${fault.message.split('\n')[0]}`);
    await bench.draw(bench.texts[bench.path]);
    return;
  }
  bench.drawn = true;
  const root = bench.modeler.get('canvas').getRootElement();
  if (root.businessObject.$type === 'bpmn:Process' && root.businessObject.id !== bench.key) {
    bench.modeler.get('modeling').updateProperties(root, { id: bench.key });
  } else bench.changed();
}

document.querySelectorAll('[data-workbench]').forEach((root) => start(root).catch((fault) => {
  const place = root.querySelector('[data-wb="notice"]');
  place.textContent = `打不开这份草稿：${fault.message}`;
  place.hidden = false;
  console.error(fault);
}));
