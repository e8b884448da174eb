import { Window } from 'happy-dom';
import type { Environment } from 'vitest/runtime';

const NAMES = ['document', 'HTMLElement', 'Node', 'MutationObserver', 'navigator'] as const;

/**
 * A test environment with the parts of a browser that React needs. `fetch`, `AbortController` and timers
 * stay Node's, so that the network is real. Files with another environment run in other processes.
 */
export default {
  name: 'browser-parts',
  viteEnvironment: 'ssr',
  setup(global) {
    const window = new Window({ url: 'https://sale.example/' });
    for (const name of NAMES) {
      Object.defineProperty(global, name, { value: window[name], configurable: true });
    }
    Object.defineProperty(window, 'fetch', { value: global.fetch });
    Object.assign(global, { window });
    return {
      teardown(global) {
        for (const name of [...NAMES, 'window']) delete global[name];
      },
    };
  },
} satisfies Environment;
