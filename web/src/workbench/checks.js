// The publish checks while somebody draws: marks on the elements, and a list that leads to them.
import { calm } from './server.js';
import { button } from './save.js';
import { strange } from './strange.js';

const QUIET_MS = 700;

export class Checks {
  constructor(bench, list, count) {
    Object.assign(this, { bench, list, count, problems: [], asked: 0, told: '' });
    this.soon = calm(QUIET_MS, () => this.run());
  }

  async run() {
    const turn = ++this.asked;
    const files = await this.bench.current();
    const text = JSON.stringify(files);
    if (text === this.told) return;
    try {
      const { problems } = await this.bench.server.post('/workbench/check', { files });
      if (turn !== this.asked) return;
      this.told = text;
      this.show(problems);
    } catch (fault) {
      if (turn === this.asked) this.say(fault.message);
    }
  }

  show(problems) {
    this.problems = problems;
    const { modeler } = this.bench;
    const overlays = modeler.get('overlays');
    const canvas = modeler.get('canvas');
    const known = modeler.get('elementRegistry');
    overlays.remove({ type: 'problem' });
    known.forEach((element) => { canvas.removeMarker(element, 'has-error'); canvas.removeMarker(element, 'has-warning'); });
    const byElement = Map.groupBy ? Map.groupBy(problems, (one) => one.element) : grouped(problems);
    for (const [id, found] of byElement) {
      const element = id && known.get(id);
      if (!element || element === canvas.getRootElement()) continue;
      const severity = found.some((one) => one.severity === 'error') ? 'error' : 'warning';
      canvas.addMarker(element, `has-${severity}`);
      overlays.add(element, 'problem', { position: { bottom: 10, left: -10 }, html: mark(severity, found) });
    }
    this.draw();
  }

  draw() {
    const errors = this.problems.filter((one) => one.severity === 'error').length;
    this.count.textContent = this.problems.length ? `${errors} 处错误，${this.problems.length - errors} 处提醒` : '没有问题';
    this.count.dataset.state = errors ? 'error' : this.problems.length ? 'warning' : 'ok';
    this.list.replaceChildren(...this.problems.map((one) => this.row(one)));
    if (this.problems.some((one) => one.rule === 'allowed_elements')) this.offer();
    if (!this.problems.length) this.list.append(item('wb-none', '发布检查没有发现问题。画完以后请按“证明”，逐条路径核对法定程序。'));
  }

  // What another tool has left in the file stays as it is until the designer takes it out, and can be put back.
  offer() {
    const { count } = strange(this.bench.texts[this.bench.path]);
    if (!count) return;
    const li = item('wb-strange', `图中有 ${count} 处其他工具的附加内容，这里不会执行，部署前须删去。`);
    li.append(button('全部删去', async () => {
      const before = (await this.bench.current())[this.bench.path];
      await this.bench.redraw(strange(before).text, '已删去其他工具的附加内容。', button('恢复', () => this.bench.redraw(before, '')));
    }));
    this.list.prepend(li);
  }

  row(problem) {
    const li = item(`wb-problem is-${problem.severity}`);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = problem.message;
    button.addEventListener('click', () => problem.element && this.bench.point(problem.element));
    const kind = document.createElement('span');
    kind.className = 'wb-kind';
    kind.textContent = problem.severity === 'error' ? '错误' : '提醒';
    li.append(kind, button, help(problem.rule));
    return li;
  }

  say(text) {
    this.count.textContent = '检查未完成';
    this.count.dataset.state = 'warning';
    this.list.replaceChildren(item('wb-none', text));
  }
}

// The page that explains a rule, with a right and a wrong example.
export function help(rule) {
  const link = document.createElement('a');
  link.className = 'wb-help';
  link.href = `/workbench/help/${encodeURIComponent(rule)}`;
  link.target = '_blank';
  link.textContent = '说明';
  return link;
}

function grouped(problems) {
  const found = new Map();
  problems.forEach((one) => found.set(one.element, [...(found.get(one.element) || []), one]));
  return found;
}

function item(className, text = '') {
  const li = document.createElement('li');
  li.className = className;
  li.textContent = text;
  return li;
}

function mark(severity, found) {
  const span = document.createElement('span');
  span.className = `wb-mark is-${severity}`;
  span.textContent = severity === 'error' ? '!' : '?';
  span.title = found.map((one) => one.message).join('\n');
  return span;
}
