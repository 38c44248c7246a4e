// The proof: the verdict in words, and a failure as the shortest way that shows it, drawn in red over the diagram.
import { help } from './checks.js';

const STEP_MS = 140;
const LONGEST_MS = 2600;
const RED = '#ad2f1d';

export class Proof {
  constructor(bench, place) {
    Object.assign(this, { bench, place, marked: [] });
  }

  async run() {
    this.bench.settle();
    this.clear();
    delete this.place.dataset.verdict;
    this.place.replaceChildren(line('wb-running', '正在逐条路径核对……'));
    try {
      await this.show(await this.bench.server.post('/workbench/prove', { files: await this.bench.current() }));
    } catch (fault) {
      this.place.replaceChildren(line('wb-verdict is-failed', fault.message));
    }
  }

  async show({ ok, verdicts }) {
    this.clear();
    const findings = verdicts.flatMap((one) => one.findings);
    await this.bench.other.learn(findings.flatMap((one) => (one.path || []).map(([process]) => process)));
    const seen = verdicts.map((one) => one.explored).filter((one) => one.markings);
    const figures = seen.length ? `查看了 ${seen.reduce((sum, one) => sum + one.markings, 0)} 种状态，用时 ${seen.reduce((sum, one) => sum + one.seconds, 0).toFixed(2)} 秒。` : '';
    const verdict = line(`wb-verdict is-${ok ? 'proven' : 'failed'}`, ok
      ? `已证明：从线索开始的每一条路径，都不能绕过法定程序。${figures}`
      : `未通过证明，${findings.length} 处问题。${figures}`);
    this.place.dataset.verdict = ok ? 'proven' : 'failed';
    this.place.replaceChildren(verdict, ...findings.map((one) => this.finding(one)), assumed(verdicts));
    const first = findings.find((one) => one.path?.some(([process]) => process === this.bench.key)) || findings[0];
    if (first) this.draw(first, this.place.querySelector('.wb-finding'));
  }

  finding(one) {
    const box = document.createElement('article');
    box.className = 'wb-finding';
    const said = document.createElement('button');
    said.type = 'button';
    said.className = 'wb-said-finding';
    said.textContent = one.message;
    said.addEventListener('click', () => (one.path?.length ? this.draw(one, box) : one.element && this.bench.point(one.element)));
    box.append(said, help(one.rule));
    if (one.path?.length) box.append(this.steps(one));
    return box;
  }

  steps(finding) {
    const list = document.createElement('ol');
    list.className = 'wb-steps';
    let before = null;
    finding.path.forEach(([process, id], at) => {
      const step = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = this.bench.nameOf(process, id);
      button.dataset.element = id;
      if (process !== before) button.dataset.process = this.bench.processName(process);
      if (process !== this.bench.key) button.title = '在另一张图上，点击打开';
      before = process;
      button.addEventListener('click', () => this.bench.show(process, id, finding));
      if (at === finding.path.length - 1) button.className = 'is-last';
      step.append(button);
      list.append(step);
    });
    return list;
  }

  draw(finding, box) {
    this.clear();
    this.place.querySelectorAll('.wb-finding').forEach((one) => one.classList.toggle('is-shown', one === box));
    this.bench.modeler.get('contextPad').close();
    this.marked = paint(this.bench.modeler, this.bench.key, finding);
    const last = [...(finding.path || [])].reverse().find(([process]) => process === this.bench.key);
    if (last) this.bench.near(last[1]);
  }

  clear() {
    this.marked.forEach((undo) => undo());
    this.marked = [];
  }
}

// Draws the way of a finding through one process; gives back what takes it off again.
export function paint(viewer, process, finding) {
  const canvas = viewer.get('canvas');
  const known = viewer.get('elementRegistry');
  const layer = canvas.getLayer('refused-path', 10);
  layer.replaceChildren();
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const nodes = finding.path.filter(([one]) => one === process).map(([, id]) => id).filter((id) => known.get(id));
  const flows = (finding.flows || []).filter(([one]) => one === process).map(([, id]) => known.get(id)).filter(Boolean);
  const pace = Math.min(STEP_MS, LONGEST_MS / Math.max(flows.length, 1));
  flows.forEach((flow, at) => trace(canvas, flow, layer, still ? null : { delay: at * pace, duration: pace }));
  const when = (id) => Math.max(0, flows.findIndex((flow) => flow.businessObject.targetRef?.id === id) + 1) * pace;
  const waiting = nodes.map((id) => (still ? (canvas.addMarker(id, 'is-refused'), 0) : setTimeout(() => canvas.addMarker(id, 'is-refused'), when(id))));
  return [() => { waiting.forEach(clearTimeout); nodes.forEach((id) => known.get(id) && canvas.removeMarker(id, 'is-refused')); layer.replaceChildren(); }];
}

function trace(canvas, flow, layer, motion) {
  const drawn = canvas.getGraphics(flow)?.querySelector('.djs-visual > path');
  if (!drawn) return;
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [name, value] of Object.entries({ d: drawn.getAttribute('d'), fill: 'none', stroke: RED, 'stroke-width': 4, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', opacity: 0.85 })) {
    path.setAttribute(name, value);
  }
  path.dataset.flow = flow.id;
  layer.append(path);
  if (!motion) return;
  const length = path.getTotalLength();
  path.setAttribute('stroke-dasharray', length);
  path.animate([{ strokeDashoffset: length }, { strokeDashoffset: 0 }], { ...motion, fill: 'backwards', easing: 'linear' });
}

function line(className, text) {
  const p = document.createElement('p');
  p.className = className;
  p.textContent = text;
  return p;
}

function assumed(verdicts) {
  const box = document.createElement('details');
  box.className = 'wb-assumed';
  const title = document.createElement('summary');
  title.textContent = '证明的前提';
  box.append(title, ...[...new Set(verdicts.flatMap((one) => one.assumed))].map((text) => line('', text)));
  box.hidden = !box.querySelector('p');
  return box;
}
