import { Window } from 'happy-dom';

/**
 * A page for React, and nothing else of a browser: fetch, AbortController and timers stay those of Node,
 * so that the network is real. Import it before React.
 */
const window = new Window({ url: 'https://sale.example/' });
for (const name of ['document', 'HTMLElement', 'Node', 'MutationObserver', 'navigator'] as const) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
Object.defineProperty(window, 'fetch', { value: globalThis.fetch });
Object.assign(globalThis, { window });
