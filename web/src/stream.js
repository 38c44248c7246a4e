// One EventSource a page; what it says is told on as a "news" event to whoever shows it.
const NEWS = ['task.opened', 'task.claimed', 'task.released', 'task.delegated', 'task.transferred', 'task.reassigned', 'task.resolved', 'task.signed',
  'task.unsigned', 'task.done', 'task.cancelled', 'task.changed', 'reset'];
const GAP_MS = 30_000;

export default function stream(body) {
  const counter = document.querySelector('[data-news]');
  let unseen = 0;
  let source = null;

  function tell(event) {
    const data = event.data ? JSON.parse(event.data) : {};
    const taken = document.dispatchEvent(new CustomEvent('news', { detail: { kind: event.type, data }, cancelable: true }));
    if (event.type === 'task.opened' && taken && counter) {
      unseen += 1;
      counter.textContent = unseen > 99 ? '99+' : String(unseen);
      counter.setAttribute('aria-label', `${unseen} 件新任务`);
      counter.hidden = false;
    }
  }

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(body.dataset.streamUrl);
    for (const kind of NEWS) source.addEventListener(kind, tell);
    source.addEventListener('ready', () => { body.dataset.live = 'yes'; });
    // Another tab took the seat, or the session ended: stay quiet until somebody looks at this tab again.
    source.addEventListener('closed', close);
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) { close(); setTimeout(open, GAP_MS); }
    };
  }

  function close() {
    source?.close();
    source = null;
    delete body.dataset.live;
  }

  document.addEventListener('visibilitychange', open);
  window.addEventListener('pagehide', close);
  document.addEventListener('pages:ready', open, { once: true });
}
