// What a new form and a new decision table begin with.
export function FORM(code, title) {
  return `${JSON.stringify({ schemaVersion: 18, id: code, type: 'default', name: title, components: [] }, null, 2)}\n`;
}

const plain = (text) => text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]);

export function TABLE(code, title) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${code}_definitions" name="${plain(title)}" namespace="urn:bihuan:decision">
  <decision id="${code}" name="${plain(title)}">
    <decisionTable id="${code}_table" hitPolicy="UNIQUE">
      <input id="${code}_input" label="依据"><inputExpression id="${code}_reads" typeRef="string"><text></text></inputExpression></input>
      <output id="${code}_output" label="结果" name="${code}_result" typeRef="string"/>
    </decisionTable>
  </decision>
</definitions>
`;
}
