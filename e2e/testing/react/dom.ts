import { Window } from 'happy-dom';

/**
 * The parts of a browser that React needs. `fetch`, `AbortController` and timers stay Node's, so that the
 * network is real. Import this file before React.
 */
const window = new Window({ url: 'https://sale.example/' });
for (const name of ['document', 'HTMLElement', 'Node', 'MutationObserver', 'navigator'] as const) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
Object.defineProperty(window, 'fetch', { value: globalThis.fetch });
Object.assign(globalThis, { window });
