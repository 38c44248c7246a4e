// The next rows join the list in place; without scripts the link is the next page.
export default function more(link) {
  link.addEventListener('click', async (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (link.getAttribute('aria-disabled')) return;
    link.setAttribute('aria-disabled', 'true');
    const into = document.querySelector(link.dataset.moreInto);
    const answer = await fetch(link.href, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!answer?.ok) { window.location.assign(link.href); return; }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = [...page.querySelectorAll(`${link.dataset.moreInto} > *`)].map((row) => document.importNode(row, true));
    into.append(...fresh);
    fresh.forEach((row) => window.htmx?.process(row));
    fresh[0]?.querySelector('[data-row-link]')?.focus({ preventScroll: true });
    const next = page.querySelector('.more [data-module~="more"]');
    link.removeAttribute('aria-disabled');
    if (next) link.href = next.href;
    else link.remove();
  });
}
