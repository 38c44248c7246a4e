// The trial's drawing: where the case is and which way it took, and beside that the pure play of tokens 推演.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import TokenSimulation from 'bpmn-js-token-simulation/lib/viewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';

class Trial {
  constructor(root) {
    this.root = root;
    this.mode = 'live';
    this.process = null;
    this.find('[data-try-process]').addEventListener('change', ({ target }) => {
      this.process = target.value;
      this.show();
    });
    root.querySelectorAll('[data-try-mode]').forEach((button) => button.addEventListener('click', () => {
      this.mode = button.dataset.tryMode;
      root.querySelectorAll('[data-try-mode]').forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
      this.show();
    }));
    root.querySelectorAll('[data-try-zoom]').forEach((button) => button.addEventListener('click', () => this.zoom(button.dataset.tryZoom)));
  }

  find(what) {
    return this.root.querySelector(what);
  }

  async show() {
    const url = new URL(this.root.dataset.tryUrl, location.href);
    if (this.process) url.searchParams.set('process', this.process);
    const answer = await fetch(url, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`drawing ${answer.status}`);
    const found = await answer.json();
    this.viewer?.destroy();
    const tokens = this.mode === 'tokens';
    this.viewer = new NavigatedViewer({ container: this.find('[data-try-canvas]'), additionalModules: tokens ? [TokenSimulation] : [] });
    await this.viewer.importXML(found.xml);
    this.choices(found);
    this.find('[data-try-tokens]').hidden = !tokens;
    this.find('[data-try-legend]').hidden = tokens;
    if (tokens) this.viewer.get('toggleMode').toggleMode(true);
    else this.paint(found);
    this.viewer.get('canvas').zoom('fit-viewport', 'auto');
    if (!tokens) this.near(found.live);
    this.root.dataset.ready = this.mode;
  }

  choices({ process, processes }) {
    const select = this.find('[data-try-process]');
    select.replaceChildren(...processes.map(({ key, name }) => new Option(name, key, key === process, key === process)));
    select.parentElement.hidden = processes.length < 2;
  }

  paint({ live, done, taken, missed }) {
    const canvas = this.viewer.get('canvas');
    const known = this.viewer.get('elementRegistry');
    const mark = (ids, name) => ids.filter((id) => known.get(id)).forEach((id) => canvas.addMarker(id, name));
    mark([...done, ...taken], 'is-done');
    mark(live, 'is-live');
    mark(missed, 'is-missed');
    this.find('[data-try-missed]').hidden = !missed.length;
  }

  // A long process fitted whole cannot be read: come near and stand before what is live.
  near(live) {
    const canvas = this.viewer.get('canvas');
    if (canvas.zoom() >= 0.45 || !live.length) return;
    canvas.zoom(0.7);
    this.point(live[live.length - 1], false);
  }

  point(id, marked = true) {
    const element = this.viewer.get('elementRegistry').get(id);
    if (!element) return;
    const canvas = this.viewer.get('canvas');
    canvas.scrollToElement(element, 80);
    if (!marked) return;
    this.viewer.get('elementRegistry').forEach((one) => canvas.removeMarker(one, 'is-pointed'));
    canvas.addMarker(element, 'is-pointed');
    this.root.scrollIntoView({ block: 'start' });
  }

  zoom(how) {
    if (how === 'fit') this.viewer.get('canvas').zoom('fit-viewport', 'auto');
    else this.viewer.get('zoomScroll').stepZoom(how === 'in' ? 1 : -1);
  }
}

document.querySelectorAll('[data-try]').forEach(async (root) => {
  const trial = new Trial(root);
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-try-point]');
    if (button) trial.point(button.dataset.tryPoint);
  });
  try {
    await trial.show();
  } catch (error) {
    root.querySelector('[data-try-canvas]').textContent = '流程图暂时不能显示，请刷新后重试。';
    console.warn(error);
  }
});

document.querySelectorAll('[data-try-go]').forEach((select) => select.addEventListener('change', () => {
  // Another task may be another person's: whom it falls to is chosen anew.
  if (select.name === 'task') select.form.elements.who.disabled = true;
  select.form.submit();
}));
