/** Until when the server takes no more calls of this visitor, in milliseconds by the device's clock; null while it does. */
let busyUntil: number | null = null;
const listeners = new Set<() => void>();

function set(next: number | null): void {
  if (next === busyUntil) return;
  busyUntil = next;
  for (const listener of listeners) listener();
}

/** What the answers said of calls that come too fast. The client makes the refused calls again by itself. */
export const rateLimit = {
  get: () => busyUntil,
  /** @param retryAfter the header of that name, in seconds */
  refused: (retryAfter: string | null) => set(Date.now() + (Number(retryAfter) || 1) * 1_000),
  over: () => set(null),
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
