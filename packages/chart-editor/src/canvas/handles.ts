import type { Point } from '@frontrow/contract/chart/geometry';
import { boxOfSections } from '../model/operations/place.ts';
import { cornersOf } from '../model/operations/shape.ts';
import { type Box, middleOf } from '../model/shape/plane.ts';
import { type Camera, toScreen } from './camera.ts';
import type { Scene } from './scene.ts';

/** How far the handle that turns is above the selection, in pixels. */
const ABOVE = 28;
/** A handle is hit within this many pixels. */
const REACH = 12;

/** The selection on the screen, with its handles. */
export interface Handles {
  /** In pixels. */
  box: Box;
  /** The middle of the selection in the drawing: what is turned turns around it. */
  middle: Point;
  turn: Point;
  /** The corners of the one selected section, in pixels; empty if it has no outline of its own. */
  corners: readonly Point[];
}

export type HandleHit = { kind: 'TURN' } | { kind: 'CORNER'; corner: number };

export function handlesOf(
  { document, selected, hasHandles }: Scene,
  camera: Camera,
): Handles | null {
  const box = boxOfSections(document, selected);
  if (!box) return null;
  const [left, top] = toScreen(camera, [box[0], box[1]]);
  const [right, bottom] = toScreen(camera, [box[2], box[3]]);
  const [id] = selected;
  const section =
    selected.size === 1 ? document.sections.find((each) => each.id === id) : undefined;
  const isOwn = section && section.outline !== null && section.outline !== 'AROUND';
  const corners = isOwn && hasHandles ? (cornersOf(document, section) ?? []) : [];
  return {
    box: [left, top, right, bottom],
    middle: middleOf(box),
    turn: [(left + right) / 2, top - ABOVE],
    corners: corners.map((corner) => toScreen(camera, corner)),
  };
}

export function handleAt(handles: Handles | null, at: Point): HandleHit | null {
  if (!handles) return null;
  if (isNear(handles.turn, at)) return { kind: 'TURN' };
  const corner = handles.corners.findIndex((point) => isNear(point, at));
  return corner < 0 ? null : { kind: 'CORNER', corner };
}

const isNear = ([x, y]: Point, at: Point): boolean => Math.hypot(x - at[0], y - at[1]) <= REACH;
