// What is typed is kept: a few seconds after the last key, on leaving a field, and on leaving the page.
const PAUSE_MS = 3000;

export default function draft(form) {
  const state = form.querySelector('[data-draft-state]');
  let timer = 0;
  let kept = image();

  function image() {
    const data = new FormData(form);
    for (const name of ['key', 'version']) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  async function keep({ leaving = false } = {}) {
    clearTimeout(timer);
    const now = image();
    if (now === kept || form.dataset.sent) return;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: 'POST', body: new URLSearchParams(now), keepalive: leaving, headers: { Accept: 'application/json' },
      });
      if (!answer.ok) throw new Error(answer.status);
      kept = now;
      say(`草稿已保存 ${new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' })}`);
    } catch {
      say('草稿未能保存，填写的内容仍在本页，稍后自动重试');
      timer = setTimeout(keep, PAUSE_MS * 5);
    }
  }

  function say(words) {
    if (state) state.textContent = words;
  }

  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE_MS); });
  form.addEventListener('focusout', () => keep());
  form.addEventListener('submit', () => { form.dataset.sent = 'yes'; clearTimeout(timer); });
  window.addEventListener('pagehide', () => keep({ leaving: true }));
}
