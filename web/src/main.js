// Every page loads this one entry. A behaviour is a small module, started by data-module="name other".
import htmx from 'htmx.org';
import arrivals from './arrivals.js';
import draft from './draft.js';
import filters from './filters.js';
import focus from './focus.js';
import more from './more.js';
import once from './once.js';
import rows from './rows.js';
import stream from './stream.js';
import when from './when.js';

const behaviours = { arrivals, draft, filters, focus, more, once, rows, stream, when };

export function start(root = document) {
  const found = [...root.querySelectorAll('[data-module]')];
  if (root instanceof Element && root.matches('[data-module]')) found.unshift(root);
  for (const element of found) {
    for (const name of element.dataset.module.split(/\s+/)) behaviours[name]?.(element);
  }
}

// A swapped-in row may carry behaviours of its own.
document.addEventListener('htmx:after:process', (event) => {
  if (event.target !== document.body) htmx.findAll?.(event.target, '[data-module]')?.forEach((e) => start(e));
});

start();
// The stream starts last: whoever listens to it is listening by now.
if (document.body.dataset.module === 'stream') document.dispatchEvent(new CustomEvent('pages:ready'));
