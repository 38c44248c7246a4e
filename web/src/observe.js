// A deployed drawing with its numbers: how many cases wait at each element, the fuller the darker, and the way to them.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

const STEPS = 5;

class Observed {
  constructor(root) {
    this.root = root;
    this.viewer = new NavigatedViewer({ container: root.querySelector('[data-observe-canvas]') });
    root.querySelectorAll('[data-observe-zoom]').forEach((button) => {
      button.addEventListener('click', () => this.zoom(button.dataset.observeZoom));
    });
  }

  async open() {
    const answer = await fetch(this.root.dataset.observeUrl, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`observation ${answer.status}`);
    const found = await answer.json();
    await this.viewer.importXML(found.xml);
    this.paint(found.elements);
    this.fit();
  }

  paint(elements) {
    const known = this.viewer.get('elementRegistry');
    const canvas = this.viewer.get('canvas');
    const overlays = this.viewer.get('overlays');
    const most = Math.max(1, ...elements.map((one) => one.cases));
    elements.filter((one) => known.get(one.element)).forEach((one) => {
      canvas.addMarker(one.element, `heat-${1 + Math.floor(((STEPS - 1) * one.cases) / most)}`);
      canvas.addMarker(one.element, 'waits');
      overlays.add(one.element, { position: { bottom: 12, left: 6 }, html: this.count(one) });
    });
    this.viewer.on('element.dblclick', ({ element }) => {
      if (canvas.hasMarker(element, 'waits')) window.location.assign(this.way(element.id));
    });
  }

  way(element) {
    return `${this.root.dataset.observeCases}?element=${encodeURIComponent(element)}`;
  }

  count(one) {
    const mark = document.createElement('a');
    mark.className = 'count';
    mark.href = this.way(one.element);
    mark.textContent = `${one.cases} 件`;
    mark.title = `${one.name}：${one.cases} 件${one.overdue ? `，逾期 ${one.overdue} 件` : ''}${one.incidents ? `，流程异常 ${one.incidents} 件` : ''}`;
    if (one.overdue) {
      const late = document.createElement('span');
      late.className = 'late';
      late.textContent = `● 逾期 ${one.overdue}`;
      mark.append(late);
    }
    return mark;
  }

  fit() {
    const canvas = this.viewer.get('canvas');
    canvas.zoom('fit-viewport', 'auto');
    // A long process fitted whole on a small screen cannot be read: come near and stand before what is fullest.
    if (canvas.zoom() < 0.45) {
      canvas.zoom(0.7);
      const fullest = this.viewer.get('elementRegistry').filter((e) => e.type !== 'label' && canvas.hasMarker(e, 'heat-5'))[0];
      if (fullest) canvas.scrollToElement(fullest, 80);
    }
  }

  zoom(how) {
    if (how === 'fit') this.viewer.get('canvas').zoom('fit-viewport', 'auto');
    else this.viewer.get('zoomScroll').stepZoom(how === 'in' ? 1 : -1);
  }
}

document.querySelectorAll('[data-module~="observe"]').forEach(async (root) => {
  try {
    await new Observed(root).open();
    root.dataset.ready = 'yes';
  } catch (error) {
    root.querySelector('[data-observe-canvas]').textContent = '流程图暂时不能显示，各环节的数字见下表。';
    console.warn(error);
  }
});
