// A field that only matters for some answers stands back for the others: data-when='{"key": "field", "is": ["value"]}'.
export default function when(field) {
  const form = field.closest('form');
  const wanted = JSON.parse(field.dataset.when);
  const inputs = [...field.querySelectorAll('input, select, textarea')];
  const needed = inputs.filter((input) => input.required);

  function look() {
    const given = new FormData(form).get(wanted.key);
    const shown = wanted.is ? wanted.is.includes(given) : !wanted.not.includes(given);
    field.hidden = !shown;
    inputs.forEach((input) => { input.disabled = !shown; });
    needed.forEach((input) => { input.required = shown; });
  }

  form.addEventListener('change', look);
  look();
}
