// Asking our own API: JSON in, JSON out; a refusal is an Error that carries what the server said.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `${status}`);
    this.status = status;
    this.problem = problem;
  }
}

export class Server {
  constructor(csrf) {
    this.csrf = csrf;
  }

  async ask(method, path, body, headers = {}) {
    let answer;
    try {
      answer = await fetch(`/api/v1${path}`, {
        method,
        headers: { Accept: 'application/json', ...(method === 'GET' ? {} : { 'X-CSRF-Token': this.csrf }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      throw new Refused(0, { detail: '连不上服务器，请检查网络后再试。您的改动仍保存在本机。' });
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, said);
    return said;
  }

  get(path) {
    return this.ask('GET', path);
  }

  post(path, body, headers) {
    return this.ask('POST', path, body, headers);
  }

  // A part of a page, from what a form holds.
  async page(path, body) {
    const answer = await fetch(path, { method: 'POST', body, headers: { Accept: 'text/html', 'X-CSRF-Token': this.csrf } }).catch(() => null);
    if (!answer) throw new Refused(0, { detail: '连不上服务器，请检查网络后再试。' });
    const text = await answer.text();
    if (answer.ok) return text;
    const page = new DOMParser().parseFromString(text, 'text/html');
    throw new Refused(answer.status, { detail: page.querySelector('main')?.innerText?.trim() || '没有做成，请稍候再试。' });
  }

  save(id, version, files) {
    return this.ask('PUT', `/drafts/${id}`, { files }, { 'If-Match': `"v${version}"` });
  }
}

// Runs the last call only, once nothing has been called for a while.
export function calm(ms, run) {
  let waiting = 0;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => run(...given), ms);
  };
}
