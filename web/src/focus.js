// A refusal is read first: by eye, by keyboard and by screen reader.
export default function focus(element) {
  element.focus({ preventScroll: false });
}
