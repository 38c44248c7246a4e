// A row opens by click anywhere on it and by Enter on its link; arrows and j/k walk the rows.
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

export default function rows(table) {
  table.addEventListener('click', (event) => {
    const row = event.target.closest('tr[data-row]');
    if (!row || event.target.closest('a, button, input, select, label, form')) return;
    if (String(window.getSelection())) return;
    const link = row.querySelector('[data-row-link]');
    if (event.ctrlKey || event.metaKey) window.open(link.href, '_blank', 'noopener');
    else link.click();
  });

  table.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (!step || !event.target.matches('[data-row-link]') || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...table.querySelectorAll('[data-row-link]')];
    const next = links[links.indexOf(event.target) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
}
