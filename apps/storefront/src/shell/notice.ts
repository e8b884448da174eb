/** One sentence that the next page shows at its top, until the visitor goes on. */
let current: string | null = null;
const listeners = new Set<() => void>();

function set(text: string | null): void {
  current = text;
  for (const listener of listeners) listener();
}

export const notice = {
  get: (): string | null => current,
  show: (text: string): void => set(text),
  hide: (): void => set(null),
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
