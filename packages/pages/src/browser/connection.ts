/** Whether the server answers, as the last requests of this page showed. */
export interface ConnectionState {
  /** When the first request since the last answer failed, in milliseconds; null while the server answers. */
  awaySince: number | null;
}

let state: ConnectionState = { awaySince: null };
const listeners = new Set<() => void>();

function change(awaySince: number | null): void {
  if ((state.awaySince === null) === (awaySince === null)) return;
  state = { awaySince };
  for (const listener of listeners) listener();
}

export const connection = {
  get: () => state,
  answered: () => change(null),
  failed: () => change(Date.now()),
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
