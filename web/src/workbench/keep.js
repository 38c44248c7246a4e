// What is drawn is kept in this browser until the server has it; nobody's work is lost to a conflict or a broken line.
const key = (id) => `workbench.draft.${id}`;

export function kept(id) {
  try {
    return JSON.parse(localStorage.getItem(key(id)));
  } catch {
    return null;
  }
}

export function keep(id, version, files) {
  try {
    localStorage.setItem(key(id), JSON.stringify({ version, files, at: new Date().toISOString() }));
    return true;
  } catch {
    return false;
  }
}

export function forget(id) {
  try {
    localStorage.removeItem(key(id));
  } catch { /* a browser that keeps nothing has nothing to forget */ }
}

export const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
