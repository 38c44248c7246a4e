// A second press while the first is on its way does nothing. (The server would give the first answer again anyway.)
export default function once(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.once) { event.preventDefault(); return; }
    form.dataset.once = 'yes';
    form.querySelectorAll('.button-main').forEach((button) => button.setAttribute('aria-disabled', 'true'));
  });
  // Coming back through the browser's history must not leave a dead button.
  window.addEventListener('pageshow', () => {
    delete form.dataset.once;
    form.querySelectorAll('[aria-disabled]').forEach((button) => button.removeAttribute('aria-disabled'));
  });
}
