import type { Point } from '@frontrow/contract/chart/geometry';
import type { DraftWords } from '../../editor/drafts.ts';
import { type Editor, PRESS } from '../../editor/editor.ts';
import type { Scene } from '../scene.ts';
import type { Surface } from '../surface.ts';

/** What a press works on. */
export interface CanvasParts {
  editor: Editor;
  surface: Surface;
  scene: () => Scene;
  words: () => DraftWords;
}

export interface PressAt {
  /** In the drawing. */
  chart: Point;
  /** In pixels. */
  screen: Point;
  /** Shift adds to the selection; alt snaps to nothing. */
  isShift: boolean;
  isAlt: boolean;
}

/** A press until its end. */
export interface Gesture {
  move(at: PressAt): void;
  /** `isPress`: the pointer did not move. */
  end(at: PressAt, isPress: boolean): void;
  cancel(): void;
}

let steps = 0;
/** A name for the changes of one press, which are undone at once. */
export const newStep = (): string => `${PRESS} ${++steps}`;

/** Pixels within which something is hit or aligned. */
export const REACH = 8;
