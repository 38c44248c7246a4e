// The case's diagram, read only: where it is, the way it took, and down into the processes it calls.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

const OURS = 'urn:bihuan:enforcement:1';
const DUTIES = {
  patrol: '巡', collect: '采', dispatch: '派', handle: '办', review: '审', hearing: '听', decide: '定', serve: '送',
  collect_fine: '收', archive: '档', supervise: '督',
};

class Diagram {
  constructor(root) {
    this.root = root;
    this.url = root.dataset.diagramUrl;
    this.trail = root.querySelector('[data-diagram-trail]');
    this.way = [];
    this.viewer = new NavigatedViewer({ container: root.querySelector('[data-diagram-canvas]') });
    this.viewer.on('element.dblclick', ({ element }) => this.down(element));
    root.querySelectorAll('[data-diagram-zoom]').forEach((button) => {
      button.addEventListener('click', () => this.zoom(button.dataset.diagramZoom));
    });
  }

  async open(process) {
    const answer = await fetch(process ? `${this.url}?process=${encodeURIComponent(process)}` : this.url,
      { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`diagram ${answer.status}`);
    const found = await answer.json();
    await this.viewer.importXML(found.xml);
    this.paint(found);
    this.fit();
    return found;
  }

  paint({ live, done }) {
    const canvas = this.viewer.get('canvas');
    const overlays = this.viewer.get('overlays');
    const known = this.viewer.get('elementRegistry');
    done.forEach((id) => known.get(id) && canvas.addMarker(id, 'is-done'));
    live.forEach((id) => known.get(id) && canvas.addMarker(id, 'is-live'));
    known.filter((e) => e.businessObject?.$type === 'bpmn:SequenceFlow').forEach((flow) => {
      const { sourceRef, targetRef } = flow.businessObject;
      const reached = done.includes(targetRef.id) || live.includes(targetRef.id);
      if (done.includes(sourceRef.id) && reached && sourceRef.outgoing.length === 1) canvas.addMarker(flow.id, 'is-done');
    });
    known.forEach((element) => {
      if (called(element)) canvas.addMarker(element.id, 'calls');
      const duty = dutyOf(element);
      if (duty) overlays.add(element.id, { position: { top: -10, right: 14 }, html: badge(duty) });
    });
  }

  fit() {
    const canvas = this.viewer.get('canvas');
    canvas.zoom('fit-viewport', 'auto');
    // A long process fitted whole on a small screen cannot be read: come near and stand before what is live.
    if (canvas.zoom() < 0.45) {
      canvas.zoom(0.7);
      const live = this.viewer.get('elementRegistry').filter((e) => e.type !== 'label' && this.isLive(e))[0];
      if (live) canvas.scrollToElement(live, 80);
    }
  }

  isLive(element) {
    return this.viewer.get('canvas').hasMarker(element, 'is-live');
  }

  zoom(how) {
    if (how === 'fit') this.viewer.get('canvas').zoom('fit-viewport', 'auto');
    else this.viewer.get('zoomScroll').stepZoom(how === 'in' ? 1 : -1);
  }

  async down(element) {
    const process = called(element);
    if (!process) return;
    await this.open(process);
    this.way.push({ process, name: element.businessObject.name || process });
    this.draw();
  }

  // A case begins in the first of its processes; the innermost live one, shown first, was called from there.
  begin({ process, processes }) {
    const shown = processes.filter(({ key }, n) => n === 0 || key === process);
    this.way = shown.map(({ key, name }) => ({ process: key, name }));
    this.draw();
  }

  draw() {
    this.trail.replaceChildren(...this.way.map((step, n) => {
      const item = document.createElement('li');
      const last = n === this.way.length - 1;
      const name = document.createElement(last ? 'span' : 'button');
      name.textContent = step.name;
      if (last) name.setAttribute('aria-current', 'page');
      else {
        name.type = 'button';
        name.className = 'button button-plain';
        name.addEventListener('click', async () => {
          await this.open(step.process);
          this.way.length = n + 1;
          this.draw();
        });
      }
      item.append(name);
      return item;
    }));
  }
}

function called(element) {
  const ref = element.businessObject?.calledElement;
  return element.type === 'bpmn:CallActivity' && ref ? ref : null;
}

function dutyOf(element) {
  const own = element.businessObject?.$attrs;
  if (!own || element.type === 'label') return null;
  const name = Object.keys(own).find((key) => key.endsWith(':duty') || key === `{${OURS}}duty`);
  return name && DUTIES[own[name]] ? own[name] : null;
}

function badge(duty) {
  const mark = document.createElement('span');
  mark.className = `duty duty-${duty}`;
  mark.textContent = DUTIES[duty];
  return mark;
}

document.querySelectorAll('[data-module~="diagram"]').forEach(async (root) => {
  const diagram = new Diagram(root);
  try {
    const found = await diagram.open();
    diagram.begin(found);
    root.dataset.ready = 'yes';
  } catch (error) {
    root.querySelector('[data-diagram-canvas]').textContent = '流程图暂时不能显示，请刷新后重试。';
    console.warn(error);
  }
});
