// New rows come in beneath the row under the pointer, so what is being read stays where it is; with no pointer on
// the list they wait behind one line above it. Changed rows change in place.
export default function arrivals(list) {
  const bar = document.querySelector('[data-arrivals]');
  const body = list.querySelector('tbody');
  const waiting = new Set();
  const coming = new Set();

  async function row(id) {
    const address = list.dataset.rowUrl.replace(/0$/, String(id)) + window.location.search;
    const answer = await fetch(address, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.status === 204) return null;
    const holder = document.createElement('template');
    holder.innerHTML = (await answer.text()).trim();
    return holder.content.querySelector('tr');
  }

  function hold(id) {
    waiting.add(id);
    bar.textContent = `有 ${waiting.size} 件新任务`;
    bar.hidden = false;
  }

  async function opened(id) {
    if (document.getElementById(`task-${id}`)) { await changed(id); return; }
    if (coming.has(id)) return;
    coming.add(id);
    const fresh = await row(id);
    coming.delete(id);
    if (!fresh || document.getElementById(`task-${id}`)) return;
    const under = body?.querySelector('tr:hover, tr:focus-within');
    if (!under) { hold(id); return; }
    fresh.classList.add('is-new');
    under.after(fresh);
    window.htmx?.process(fresh);
  }

  async function changed(id) {
    const old = document.getElementById(`task-${id}`);
    if (!old) return;
    const fresh = await row(id);
    if (!fresh) { old.classList.add('is-gone'); return; }
    if (fresh.dataset.version === old.dataset.version) return;
    const held = old.contains(document.activeElement);
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (held) fresh.querySelector('[data-row-link]')?.focus();
  }

  document.addEventListener('news', (event) => {
    const { kind, data } = event.detail;
    const id = data.task_id;
    event.preventDefault();
    if (kind === 'reset') {
      bar.textContent = '列表有变动，点此更新';
      bar.hidden = false;
      return;
    }
    if (!id) {
      if (kind === 'task.opened') hold(`${data.case_id}/${data.element}`);
      return;
    }
    if (kind === 'task.opened' || kind === 'task.released') opened(id);
    else changed(id);
  });
}
