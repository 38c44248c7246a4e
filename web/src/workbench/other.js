// The drawing of another process in force, read only: where a way of the proof leads through it.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { KINDS } from './kinds.js';
import { paint } from './proof.js';
import Words from './words.js';

export class Other {
  constructor(bench, place) {
    Object.assign(this, { bench, place, xml: new Map(), names: new Map(), viewer: null });
    place.querySelector('[data-wb="back"]').addEventListener('click', () => this.close());
  }

  // Learns the drawings of processes, so that their steps can be named.
  async learn(keys) {
    const missing = [...new Set(keys)].filter((key) => key !== this.bench.key && !this.xml.has(key));
    if (!missing.length) return;
    const { items } = await this.bench.server.get('/definitions');
    await Promise.all(missing.map(async (key) => {
      const found = items.find((one) => one.key === key && one.in_force);
      if (!found) return;
      const text = await (await fetch(`/api/v1/definitions/${found.id}/xml`)).text();
      this.xml.set(key, text);
      const parsed = new DOMParser().parseFromString(text, 'application/xml');
      this.names.set(key, new Map([...parsed.querySelectorAll('[id]')].map((one) => [one.id, one.getAttribute('name') || KINDS[one.localName]])));
    }));
  }

  nameOf(process, id) {
    return this.names.get(process)?.get(id);
  }

  async open(process, id, finding) {
    await this.learn([process]);
    if (!this.xml.has(process)) return;
    this.place.hidden = false;
    this.place.querySelector('[data-wb="other-name"]').textContent = `${this.bench.processName(process)}（现行版本，只读）`;
    this.viewer ||= new NavigatedViewer({ container: this.place.querySelector('[data-wb="other-canvas"]'), additionalModules: [Words] });
    await this.viewer.importXML(this.xml.get(process));
    const canvas = this.viewer.get('canvas');
    canvas.zoom('fit-viewport', 'auto');
    if (finding) paint(this.viewer, process, finding);
    const element = this.viewer.get('elementRegistry').get(id);
    if (element) {
      canvas.addMarker(element, 'is-pointed');
      if (canvas.zoom() < 0.55) canvas.zoom(0.8);
      canvas.scrollToElement(element, { top: 100, bottom: 100, left: 160, right: 160 });
    }
  }

  close() {
    this.place.hidden = true;
  }
}
