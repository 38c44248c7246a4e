// Puts an editor that speaks English only into Chinese: its texts, titles and placeholders, as they appear.
const SAID = ['title', 'placeholder', 'aria-label', 'data-placeholder'];

export function speak(root, table) {
  const word = (text) => {
    const bare = text.trim();
    return table[bare] !== undefined && table[bare] !== bare ? text.replace(bare, table[bare]) : null;
  };
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const own = !node.parentElement?.closest('[contenteditable], textarea') && word(node.data);
      if (own) node.data = own;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of SAID) {
      const own = node.hasAttribute(name) && word(node.getAttribute(name));
      if (own) node.setAttribute(name, own);
    }
    node.childNodes.forEach(visit);
  };
  const watch = new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === 'childList') change.addedNodes.forEach(visit);
    else visit(change.target);
  }));
  visit(root);
  watch.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SAID });
  return () => watch.disconnect();
}
