// Saving, submitting, and what to do when somebody else has saved meanwhile.
import * as local from './keep.js';

export class Saving {
  constructor(bench, { save, submit, state }) {
    Object.assign(this, { bench, save, submit, state });
    save?.addEventListener('click', () => this.run());
    submit?.addEventListener('click', () => this.hand());
    bench.listeners.push(() => this.tell());
    addEventListener('beforeunload', (event) => { if (bench.dirty) event.preventDefault(); });
    addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') { event.preventDefault(); this.run(); }
    });
    this.tell();
  }

  tell(text) {
    this.state.textContent = text || (this.bench.dirty ? '有未保存的改动，本机已留副本' : '已保存');
    this.state.dataset.state = this.bench.dirty ? 'dirty' : 'saved';
  }

  // Offers what this browser kept and the server never got.
  async offer() {
    const { bench } = this;
    const copy = local.kept(bench.draft.id);
    if (!copy || local.same(copy.files, bench.texts)) return local.forget(bench.draft.id);
    const when = new Date(copy.at).toLocaleString('zh-CN', { hour12: false });
    const other = copy.version !== bench.version ? '，其后草稿已由他人保存过' : '';
    bench.notice(`本机留有 ${when} 未保存的改动${other}。`, button('恢复改动', async () => {
      bench.notice('');
      bench.texts = { ...copy.files };
      await bench.draw(bench.texts[bench.path]);
      bench.changed();
    }), button('丢弃', () => { local.forget(bench.draft.id); bench.notice(''); }));
    return null;
  }

  async run(version = this.bench.version) {
    const { bench } = this;
    bench.settle();
    const files = await bench.current();
    bench.dirty = false;
    this.tell('正在保存……');
    try {
      const saved = await bench.server.save(bench.draft.id, version, files);
      bench.version = saved.version;
      bench.draft = { ...bench.draft, ...saved };
      if (!bench.dirty) local.forget(bench.draft.id);
      bench.notice('');
      this.tell();
      return true;
    } catch (fault) {
      bench.dirty = true;
      local.keep(bench.draft.id, bench.version, files);
      this.tell();
      if (fault.status === 412) this.clash(fault);
      else bench.notice(`没有保存：${fault.message}`, ...problems(fault, bench));
      return false;
    }
  }

  clash(fault) {
    const { bench } = this;
    bench.notice(`${fault.message}您的改动没有丢，仍在这里和本机。`, button('下载我的图', () => download(bench)), button('查看他人的版本', () => location.reload()),
      button('用我的内容覆盖', async () => this.run((await bench.server.get(`/drafts/${bench.draft.id}`)).version)));
  }

  async hand() {
    const { bench } = this;
    bench.settle();
    if (bench.dirty && !await this.run()) return;
    this.submit.disabled = true;
    try {
      await bench.server.post(`/drafts/${bench.draft.id}/submit`, undefined, { 'If-Match': `"v${bench.version}"` });
      location.assign('/workbench');
    } catch (fault) {
      this.submit.disabled = false;
      const found = fault.problem?.problems || [];
      bench.notice(`没有提交：${fault.message}`);
      if (found.some((one) => one.path)) bench.verdict({ ok: false, verdicts: [{ findings: found, explored: {}, assumed: [] }] });
      else if (found.length) bench.checks.show(found);
    }
  }
}

export function button(text, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'button button-small';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

function problems(fault, bench) {
  if (fault.problem?.problems) bench.checks.show(fault.problem.problems);
  return [];
}

async function download(bench) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([(await bench.current())[bench.path]], { type: 'application/xml' }));
  link.download = bench.path;
  link.click();
  URL.revokeObjectURL(link.href);
}
