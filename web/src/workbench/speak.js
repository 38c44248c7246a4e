// Puts an editor that speaks English only into Chinese: its texts, titles and placeholders, as they appear.
const SAID = ['title', 'placeholder', 'aria-label', 'data-placeholder', 'alt'];

// Given: text → Chinese, and shapes of texts that hold another one: [pattern, what becomes of its parts].
// `pane`: texts in other panes are another editor's.
export function speak(root, table, shapes = [], pane = null) {
  const elsewhere = (node) => pane && (node.closest?.('[data-wb-pane]') ?? pane) !== pane;
  const told = (bare) => {
    if (Object.hasOwn(table, bare)) return table[bare];
    const shape = shapes.find(([pattern]) => pattern.test(bare));
    return shape && shape[1](...shape[0].exec(bare).slice(1).map((part) => (Object.hasOwn(table, part) ? table[part] : part)));
  };
  const word = (text) => {
    const bare = text.trim();
    const own = bare ? told(bare) : undefined;
    return own === undefined || own === bare ? null : text.replace(bare, () => own);
  };
  const visit = (node) => {
    if (elsewhere(node.nodeType === Node.TEXT_NODE ? node.parentElement || node : node)) return;
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
