import type { Point } from '@frontrow/contract/chart/geometry';
import type { Section } from '../../model/document.ts';
import { numberInRow, type SectionSeats, seatsOfSection } from '../../model/section-seats.ts';
import { type Box, middleOf } from '../../model/shape/plane.ts';
import { type Camera, toScreen, visibleBox } from '../camera.ts';
import { pointOfSeat } from '../find.ts';
import { type Handles, handlesOf } from '../handles.ts';
import type { Front } from '../scene.ts';
import { drawFaults } from './fault-marks.ts';
import { categoryOrder } from './seat-layer.ts';
import { colourOf, type Theme } from './theme.ts';

/** From this many pixels between two seats on rows have names, and seats numbers. */
const ROW_NAMES_FROM = 11;
const NUMBERS_FROM = 24;

/** What lies above the seats: names and numbers, handles, faults, and what a press is about to do. */
export function drawFront(context: CanvasRenderingContext2D, front: Front): void {
  const { scene, camera, theme } = front;
  context.clearRect(0, 0, camera.width, camera.height);
  const order = categoryOrder(scene.document);
  const names: Box[] = [];
  const short = shortStems(context, front);
  for (const [index, section] of scene.document.sections.entries()) {
    const seats = seatsOfSection(section, scene.document.focus);
    if (!seats.box || !isVisible(seats.box, camera)) continue;
    const pitch = seats.pitch * camera.scale;
    if (pitch >= NUMBERS_FROM) {
      const colour = theme.categories[colourOf(order.indexOf(section.category), order.length)];
      const hasLook = (seat: number) => Boolean(scene.lookFor?.(index, seat));
      drawNumbers(context, seats, { camera, theme, colour: colour ?? theme.ink, hasLook });
    }
    if (pitch >= ROW_NAMES_FROM) drawRowNames(context, seats, { camera, theme });
    drawName(context, { section, seats, names, isShort: short.has(stemOf(section.name)) }, front);
  }
  drawCursor(context, front);
  const handles = handlesOf(scene, camera);
  if (handles) drawHandles(context, handles, front);
  drawFaults(context, front);
  drawOverlay(context, front);
}

/** The beginnings of names of which one does not fit: all of those are shown by their last word. */
function shortStems(
  context: CanvasRenderingContext2D,
  { scene, camera, theme }: Front,
): Set<string> {
  context.font = nameFont(theme);
  const { sections, focus } = scene.document;
  const tooLong = sections.filter((section) => {
    const { box } = seatsOfSection(section, focus);
    return box && context.measureText(section.name).width > roomOf(box, camera);
  });
  return new Set(tooLong.map(({ name }) => stemOf(name)));
}

const nameFont = ({ font }: Theme): string => `700 13px ${font}`;
const roomOf = (box: Box, { scale }: Camera): number => (box[2] - box[0]) * scale - 8;
const lastWordOf = (name: string): string => name.split(' ').at(-1) ?? name;
const stemOf = (name: string): string => name.split(' ').slice(0, -1).join(' ');

interface SectionName {
  section: Section;
  seats: SectionSeats;
  /** Where names stand already. */
  names: Box[];
  /** Only the last word. */
  isShort: boolean;
}

/** The name of a section, below its seats where those are large. */
function drawName(
  context: CanvasRenderingContext2D,
  { section, seats, names, isShort }: SectionName,
  { scene, camera, theme }: Front,
): void {
  const { box, pitch } = seats;
  if (!box) return;
  const { shape, name } = section;
  const room = roomOf(box, camera);
  const isBelow = shape.kind !== 'STANDING' && pitch * camera.scale >= ROW_NAMES_FROM;
  context.font = nameFont(theme);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const full = shape.kind === 'STANDING' ? `${name} · ${shape.capacity}` : name;
  // Below its seats one word would be read as the name of what is there.
  if (isShort && isBelow) return;
  const text = isShort ? lastWordOf(name) : full;
  if (context.measureText(text).width > room) return;
  const half = context.measureText(text).width / 2 + 6;
  const [x, middle] = toScreen(camera, middleOf(box));
  const y = isBelow
    ? toScreen(camera, [0, box[3]])[1] + (scene.selected.has(section.id) ? 20 : 11)
    : middle;
  const around: Box = [x - half, y - 10, x + half, y + 10];
  const isFree = names.every(
    ([left, top, right, bottom]) =>
      around[2] < left || around[0] > right || around[3] < top || around[1] > bottom,
  );
  if (!isFree) return;
  names.push(around);
  context.globalAlpha = 0.88;
  context.fillStyle = theme.raised;
  context.beginPath();
  context.roundRect(around[0], around[1], 2 * half, 20, 3);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = theme.ink;
  context.fillText(text, x, y + 0.5);
}

function drawRowNames(
  context: CanvasRenderingContext2D,
  seats: SectionSeats,
  { camera, theme }: { camera: Camera; theme: Theme },
): void {
  context.font = `600 11px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = theme.ink2;
  for (const { first, row } of seats.rows) {
    const start: Point = [seats.x[first] ?? 0, seats.y[first] ?? 0];
    const next: Point =
      row.count > 1 ? [seats.x[first + 1] ?? 0, seats.y[first + 1] ?? 0] : [start[0] + 1, start[1]];
    const length = Math.hypot(next[0] - start[0], next[1] - start[1]) || 1;
    const out = seats.pitch * 0.95;
    const at = toScreen(camera, [
      start[0] - ((next[0] - start[0]) / length) * out,
      start[1] - ((next[1] - start[1]) / length) * out,
    ]);
    context.fillText(row.name, ...at);
  }
}

interface NumberLook {
  camera: Camera;
  theme: Theme;
  colour: string;
  /** Whether a seat looks like something else than a place to sell. */
  hasLook: (seat: number) => boolean;
}

function drawNumbers(
  context: CanvasRenderingContext2D,
  seats: SectionSeats,
  { camera, theme, colour, hasLook }: NumberLook,
): void {
  context.font = `600 ${Math.min(14, seats.pitch * camera.scale * 0.38)}px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = isLight(colour) ? '#151713' : '#ffffff';
  const view = visibleBox(camera);
  for (const row of seats.rows) {
    for (let seat = 0; seat < row.row.count; seat++) {
      const point: Point = [seats.x[row.first + seat] ?? 0, seats.y[row.first + seat] ?? 0];
      if (point[0] < view[0] || point[0] > view[2] || point[1] < view[1] || point[1] > view[3])
        continue;
      if (seats.flags[row.first + seat] !== 0 || hasLook(row.first + seat)) continue;
      const [x, y] = toScreen(camera, point);
      context.fillText(String(numberInRow(row, seat)), x, y + 0.5);
    }
  }
}

function isLight(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(colour.slice(at, at + 2), 16),
  );
  return red * 0.3 + green * 0.59 + blue * 0.11 > 140;
}

/** The seat of the keyboard, in a square of ink. */
function drawCursor(context: CanvasRenderingContext2D, { scene, camera, theme }: Front): void {
  const { cursor, document } = scene;
  const section = document.sections.find(({ id }) => id === cursor?.section);
  const point = cursor && pointOfSeat(document, cursor);
  if (!section || !point) return;
  const [x, y] = toScreen(camera, point);
  const { pitch } = seatsOfSection(section, document.focus);
  const half = Math.max(7, pitch * camera.scale * 0.55);
  context.lineWidth = 3;
  context.strokeStyle = theme.raised;
  context.strokeRect(x - half - 2, y - half - 2, 2 * half + 4, 2 * half + 4);
  context.strokeStyle = theme.ink;
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

function drawHandles(
  context: CanvasRenderingContext2D,
  handles: Handles,
  { scene, theme }: Front,
): void {
  const [left, top, right, bottom] = handles.box;
  context.lineWidth = 2;
  context.strokeStyle = theme.ink;
  context.strokeRect(left - 8, top - 8, right - left + 16, bottom - top + 16);
  if (!scene.hasHandles) return;
  const [x, y] = handles.turn;
  context.beginPath();
  context.moveTo(x, top - 8);
  context.lineTo(x, y);
  context.stroke();
  context.fillStyle = theme.you;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  for (const [cornerX, cornerY] of handles.corners) {
    context.fillStyle = theme.raised;
    context.fillRect(cornerX - 5, cornerY - 5, 10, 10);
    context.strokeRect(cornerX - 5, cornerY - 5, 10, 10);
  }
}

function drawOverlay(context: CanvasRenderingContext2D, { overlay, camera, theme }: Front): void {
  context.lineWidth = 1;
  context.strokeStyle = theme.ink;
  context.setLineDash([5, 4]);
  for (const { axis, at } of overlay.guides) {
    const [x, y] = toScreen(camera, [at, at]);
    context.beginPath();
    if (axis === 'y') {
      context.moveTo(Math.round(x) + 0.5, 0);
      context.lineTo(Math.round(x) + 0.5, camera.height);
    } else {
      context.moveTo(0, Math.round(y) + 0.5);
      context.lineTo(camera.width, Math.round(y) + 0.5);
    }
    context.stroke();
  }
  context.setLineDash([]);
  context.lineWidth = 1.5;
  if (overlay.marquee) drawClosed(context, corners(overlay.marquee), { camera, theme });
  if (overlay.lasso) drawClosed(context, overlay.lasso, { camera, theme });
  if (overlay.label) drawLabel(context, overlay.label, { camera, theme });
}

const corners = ([left, top, right, bottom]: Box): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

function drawClosed(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  { camera, theme }: { camera: Camera; theme: Theme },
): void {
  context.beginPath();
  for (const point of points) context.lineTo(...toScreen(camera, point));
  context.closePath();
  context.fillStyle = theme.you;
  context.globalAlpha = 0.3;
  context.fill();
  context.globalAlpha = 1;
  context.stroke();
}

function drawLabel(
  context: CanvasRenderingContext2D,
  { text, at }: { text: string; at: Point },
  { camera, theme }: { camera: Camera; theme: Theme },
): void {
  const [x, y] = toScreen(camera, at);
  context.font = `600 12px ${theme.font}`;
  const width = context.measureText(text).width + 12;
  context.fillStyle = theme.you;
  context.fillRect(x + 14, y - 28, width, 22);
  context.strokeRect(x + 14, y - 28, width, 22);
  context.fillStyle = theme.onYou;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, x + 20, y - 16.5);
}

const isVisible = (box: Box, camera: Camera): boolean => {
  const view = visibleBox(camera);
  return box[0] <= view[2] && box[2] >= view[0] && box[1] <= view[3] && box[3] >= view[1];
};
