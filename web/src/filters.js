// A changed choice filters at once; the button stays for those without scripts and for the typed word.
export default function filters(form) {
  const button = form.querySelector('[data-filters-go]');
  if (button) button.classList.add('unseen');
  form.addEventListener('change', (event) => {
    if (event.target.matches('select')) form.requestSubmit();
  });
}
