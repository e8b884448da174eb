import type { Direction } from '../chart/walk.ts';

export interface KeyActions {
  walk: (direction: Direction) => void;
  toEnd: (end: 'first' | 'last') => void;
  toSection: (step: 1 | -1) => void;
  press: () => void;
  zoomBy: (factor: number) => void;
  fit: () => void;
  best: () => void;
  list: () => void;
  /** Returns whether there was anything to leave. */
  leave: () => boolean;
}

const ARROWS: Record<string, Direction> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What a key does on the map. Returns whether it does anything. */
export function pressKey(
  { key, ctrlKey, altKey, metaKey }: KeyboardEvent,
  actions: KeyActions,
): boolean {
  if (ctrlKey || altKey || metaKey) return false;
  const arrow = ARROWS[key];
  if (arrow) actions.walk(arrow);
  else if (key === 'Escape') return actions.leave();
  else {
    const action: (() => void) | undefined = {
      Home: () => actions.toEnd('first'),
      End: () => actions.toEnd('last'),
      PageUp: () => actions.toSection(-1),
      PageDown: () => actions.toSection(1),
      Enter: actions.press,
      ' ': actions.press,
      '+': () => actions.zoomBy(1.6),
      '=': () => actions.zoomBy(1.6),
      '-': () => actions.zoomBy(1 / 1.6),
      '0': actions.fit,
      b: actions.best,
      l: actions.list,
    }[key.length === 1 ? key.toLowerCase() : key];
    if (!action) return false;
    action();
  }
  return true;
}
