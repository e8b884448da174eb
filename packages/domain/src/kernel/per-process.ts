/** What one process keeps for itself between calls, by the class of it. */
export type ProcessState = Map<new () => object, object>;

/** The one of its kind in the process of a context; made at its first use. */
export function perProcess<Part extends object>(
  { state }: { state: ProcessState },
  kind: new () => Part,
): Part {
  const known = state.get(kind);
  if (known) return known as Part;
  const made = new kind();
  state.set(kind, made);
  return made;
}
