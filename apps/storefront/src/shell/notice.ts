/** One sentence at the top of the page, until the visitor goes on. */
export interface Notice {
  text: string;
  /** Whether something did not work. */
  isBad: boolean;
}

let current: Notice | null = null;
const listeners = new Set<() => void>();

function set(next: Notice | null): void {
  current = next;
  for (const listener of listeners) listener();
}

export const notice = {
  get: (): Notice | null => current,
  show: (text: string): void => set({ text, isBad: false }),
  showFault: (text: string): void => set({ text, isBad: true }),
  hide: (): void => set(null),
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
