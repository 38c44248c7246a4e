// The other files of the folder, as text.
export async function edit(place, text, write, bench, path) {
  const field = document.createElement('textarea');
  field.className = 'wb-text';
  field.spellcheck = false;
  field.value = text;
  field.setAttribute('aria-label', path);
  field.addEventListener('input', () => write(field.value));
  place.replaceChildren(field);
  return { destroy: () => field.remove() };
}
