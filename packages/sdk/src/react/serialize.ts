const last = new WeakMap<object, Promise<unknown>>();

/** Runs what is done to one thing one after the other: clicks may come faster than answers. */
export function serialize<T>(owner: object, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(owner) ?? Promise.resolve()).then(work);
  last.set(
    owner,
    turn.catch(() => {}),
  );
  return turn;
}
