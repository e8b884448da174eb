import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument } from '../model/document.ts';
import type { Fault } from '../model/faults.ts';
import type { SeatRef } from '../model/operations/marks.ts';
import type { Box } from '../model/shape/plane.ts';
import type { Camera } from './camera.ts';
import type { SeatLook } from './layers/seat-layer.ts';
import type { Theme } from './layers/theme.ts';
import type { Guide } from './snap.ts';

/** What a press is about to do. */
export interface Overlay {
  /** A box that is drawn, to select or to add. */
  marquee: Box | null;
  lasso: readonly Point[] | null;
  guides: readonly Guide[];
  /** What is said beside the pointer, such as the angle. */
  label: { text: string; at: Point } | null;
}

export const NO_OVERLAY: Overlay = { marquee: null, lasso: null, guides: [], label: null };

/** Everything that drawing reads. */
export interface Scene {
  document: ChartDocument;
  selected: ReadonlySet<string>;
  isStageSelected: boolean;
  /** Whether selected sections have handles. */
  hasHandles: boolean;
  faults: readonly Fault[];
  /** What a fault is called where it is. */
  faultText: (fault: Fault) => string;
  cursor: SeatRef | null;
  /** Colours after those of the categories, for `lookFor`. */
  more?: ((theme: Theme) => readonly string[]) | undefined;
  lookFor?: SeatLook | undefined;
}

/** What the layer above the seats draws. */
export interface Front {
  scene: Scene;
  overlay: Overlay;
  camera: Camera;
  theme: Theme;
}
