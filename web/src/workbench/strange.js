// What other tools add to a drawing and our engine does not run: their extensions, and data and people that BPMN has no picture for.
const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const UNSEEN = ['ioSpecification', 'dataInputAssociation', 'dataOutputAssociation', 'property', 'potentialOwner', 'performer', 'humanPerformer', 'resourceRole', 'itemDefinition', 'resource',
  'relationship', 'import', 'interface'];

// The drawing without it, and how many things that were.
export function strange(xml) {
  const file = new DOMParser().parseFromString(xml, 'application/xml');
  if (file.querySelector('parsererror')) return { text: xml, count: 0 };
  const inside = [...file.getElementsByTagNameNS(BPMN, 'extensionElements')].flatMap((one) => [...one.children].filter((each) => each.namespaceURI !== BPMN));
  const unseen = UNSEEN.flatMap((tag) => [...file.getElementsByTagNameNS(BPMN, tag)]);
  const found = [...inside, ...unseen].filter((one) => !one.parentElement.closest('*|relationship'));
  found.forEach((one) => one.remove());
  [...file.getElementsByTagNameNS(BPMN, 'extensionElements')].filter((one) => !one.children.length).forEach((one) => one.remove());
  return { text: new XMLSerializer().serializeToString(file), count: found.length };
}
