// Markup as nodes, in place of the package `domify`: a style attribute is set through the CSSOM, which the content security policy allows.
const DRAWING = /^\s*<(g|svg|path|rect|circle|line|polyline|polygon|text|defs|marker|ellipse)[\s>]/i;

export default function domify(markup, document = globalThis.document) {
  const quiet = String(markup).trim().replace(/\sstyle=(["'])/g, ' data-style=$1');
  const bare = DRAWING.test(quiet) && !/^\s*<svg/i.test(quiet);
  const holder = document.createElement('template');
  holder.innerHTML = bare ? `<svg xmlns="http://www.w3.org/2000/svg">${quiet}</svg>` : quiet;
  const root = document.importNode(bare ? holder.content.firstChild : holder.content, true);
  root.querySelectorAll('[data-style]').forEach((one) => {
    one.style.cssText = one.dataset.style;
    one.removeAttribute('data-style');
  });
  if (root.childNodes.length === 1) return root.removeChild(root.firstChild);
  const all = document.createDocumentFragment();
  all.append(...root.childNodes);
  return all;
}
