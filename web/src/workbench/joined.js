// A hand-written drawing names the ends of its flows and no more; the layouter looks for the flows at the elements.
const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

export function joined(xml) {
  const file = new DOMParser().parseFromString(xml, 'application/xml');
  if (file.querySelector('parsererror')) return xml;
  const byId = new Map([...file.getElementsByTagNameNS(BPMN, '*')].filter((one) => one.id || one.getAttribute('id')).map((one) => [one.getAttribute('id'), one]));
  for (const flow of file.getElementsByTagNameNS(BPMN, 'sequenceFlow')) {
    for (const [end, tag] of [['sourceRef', 'outgoing'], ['targetRef', 'incoming']]) {
      const element = byId.get(flow.getAttribute(end));
      const id = flow.getAttribute('id');
      if (!element || !id || [...element.children].some((one) => one.localName === tag && one.textContent.trim() === id)) continue;
      const said = file.createElementNS(BPMN, flow.prefix ? `${flow.prefix}:${tag}` : tag);
      said.textContent = id;
      const before = [...element.children].find((one) => !['documentation', 'extensionElements', 'incoming', 'outgoing'].includes(one.localName));
      element.insertBefore(said, before || null);
    }
  }
  return new XMLSerializer().serializeToString(file);
}
