/** States that can be gone back to, the present one, and those that were gone back from, the next one first. */
export interface History<State> {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
  /** What the last change was part of; a further change of the same kind is the same step. */
  readonly step: string | null;
}

/** The most steps that can be undone. States share what did not change, so that each costs little. */
const MOST_STEPS = 500;

export const begin = <State>(present: State): History<State> => ({
  past: [],
  present,
  future: [],
  step: null,
});

/**
 * Takes a change in. Changes with the same step that follow one another are undone at once, such as those of one drag
 * or of typing in one field; null is a step of its own.
 */
export function change<State>(
  history: History<State>,
  next: State,
  step: string | null = null,
): History<State> {
  if (next === history.present) return history;
  const isSameStep = step !== null && step === history.step;
  return {
    past: isSameStep ? history.past : [...history.past, history.present].slice(-MOST_STEPS),
    present: next,
    future: [],
    step,
  };
}

/** The next change is a step of its own, whatever it is called. */
export const endStep = <State>(history: History<State>): History<State> =>
  history.step === null ? history : { ...history, step: null };

export function undo<State>(history: History<State>): History<State> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  const { past, present, future } = history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future], step: null };
}

export function redo<State>(history: History<State>): History<State> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  const { past, present } = history;
  return { past: [...past, present], present: next, future, step: null };
}
