// Our namespace on BPMN elements: every attribute is text, so that a file says after saving what it said before.
const NAMES = ['duty', 'officers', 'unit', 'form', 'paper', 'changes', 'decision', 'when', 'stage',
  'starts', 'stops', 'suspends', 'resumes', 'meets', 'voids', 'needs', 'gates'];

export default {
  name: 'Bihuan',
  uri: 'urn:bihuan:enforcement:1',
  prefix: 'e',
  xml: { tagAlias: 'lowerCase' },
  types: [{
    name: 'Node',
    extends: ['bpmn:FlowNode'],
    properties: NAMES.map((name) => ({ name, isAttr: true, type: 'String' })),
  }],
  enumerations: [],
  associations: [],
};
