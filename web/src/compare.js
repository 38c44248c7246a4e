// Two versions of a drawing side by side, moved together; what differs is marked with a sign, and the list leads to it.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

const SIGNS = { added: '＋', removed: '－', changed: '≠', rewired: '⇄' };
const WORDS = { added: '新增', removed: '删除', changed: '更改', rewired: '改接' };

class Comparison {
  constructor(root) {
    this.root = root;
    this.sides = {};
    this.moving = false;
    root.querySelectorAll('[data-compare-zoom]').forEach((button) => button.addEventListener('click', () => this.zoom(button.dataset.compareZoom)));
    root.querySelectorAll('[data-compare-to]').forEach((button) => button.addEventListener('click', () => this.point(button)));
  }

  async open() {
    const answer = await fetch(this.root.dataset.compareUrl, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`difference ${answer.status}`);
    const { xml, changes, key } = await answer.json();
    for (const side of ['before', 'after']) {
      const container = this.root.querySelector(`[data-compare-side="${side}"]`);
      if (!xml[side]) continue;
      const viewer = new NavigatedViewer({ container });
      await viewer.importXML(xml[side]);
      this.sides[side] = viewer;
      this.mark(viewer, changes.filter((one) => one.process === key));
      viewer.on('canvas.viewbox.changed', ({ viewbox }) => this.follow(side, viewbox));
    }
    this.zoom('fit');
    this.root.dataset.ready = 'yes';
  }

  mark(viewer, changes) {
    const known = viewer.get('elementRegistry');
    const marked = new Map();
    for (const { shown, id, how, subject } of changes) {
      // An element that is in one drawing only is pointed at there; the other has nothing to mark.
      const found = known.get(shown) ?? (subject === 'element' || subject === 'flow' ? known.get(id) : null);
      if (!found) continue;
      const own = found.id === id ? how : 'changed';
      if (marked.get(found.id) !== 'added' && marked.get(found.id) !== 'removed') marked.set(found.id, own);
    }
    for (const [id, how] of marked) {
      viewer.get('canvas').addMarker(id, `is-${how}`);
      const sign = document.createElement('span');
      sign.className = `compare-sign is-${how}`;
      sign.textContent = SIGNS[how];
      sign.title = WORDS[how];
      const flow = known.get(id).waypoints;
      viewer.get('overlays').add(id, { position: flow ? { top: -10, left: -10 } : { top: -12, left: -10 }, html: sign });
    }
  }

  follow(side, viewbox) {
    const other = this.sides[side === 'before' ? 'after' : 'before'];
    if (this.moving || !other) return;
    this.moving = true;
    const { x, y, width, height } = viewbox;
    other.get('canvas').viewbox({ x, y, width, height });
    this.moving = false;
  }

  zoom(how) {
    const viewer = this.sides.after ?? this.sides.before;
    if (how === 'fit') viewer.get('canvas').zoom('fit-viewport', 'auto');
    else viewer.get('zoomScroll').stepZoom(how === 'in' ? 1 : -1);
  }

  point(button) {
    const id = button.dataset.compareTo;
    this.root.querySelectorAll('[data-compare-to][aria-current]').forEach((one) => one.removeAttribute('aria-current'));
    button.setAttribute('aria-current', 'true');
    let told = false;
    for (const side of ['after', 'before']) {
      const viewer = this.sides[side];
      const element = viewer?.get('elementRegistry').get(id);
      if (!viewer) continue;
      viewer.get('elementRegistry').forEach((one) => viewer.get('canvas').removeMarker(one, 'is-pointed'));
      if (!element) continue;
      viewer.get('canvas').addMarker(element, 'is-pointed');
      if (!told) {
        if (viewer.get('canvas').zoom() < 0.6) viewer.get('canvas').zoom(0.8);
        viewer.get('canvas').scrollToElement(element, 100);
        told = true;
      }
    }
  }
}

document.querySelectorAll('[data-compare]').forEach(async (root) => {
  try {
    await new Comparison(root).open();
  } catch (error) {
    root.querySelectorAll('[data-compare-side]').forEach((side) => { side.textContent = '流程图暂时不能显示，请刷新后重试。'; });
    console.warn(error);
  }
});
