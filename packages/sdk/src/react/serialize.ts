const last = new WeakMap<object, Promise<unknown>>();

/** Runs the tasks of one owner one after another: a user can click faster than the server answers. */
export function serialize<T>(owner: object, task: () => Promise<T>): Promise<T> {
  const result = (last.get(owner) ?? Promise.resolve()).then(task);
  last.set(
    owner,
    result.catch(() => {}),
  );
  return result;
}
