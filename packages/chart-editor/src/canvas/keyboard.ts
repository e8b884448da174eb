import type { Point } from '@frontrow/contract/chart/geometry';
import { markSeats, type SeatRef } from '../model/operations/marks.ts';
import {
  boxOfSections,
  moveSections,
  repeatSections,
  turnSections,
} from '../model/operations/place.ts';
import { removeSections } from '../model/operations/sections.ts';
import { seatsOfSection } from '../model/section-seats.ts';
import { middleOf } from '../model/shape/plane.ts';
import { visibleBox } from './camera.ts';
import { pointOfSeat } from './find.ts';
import { addIn, hasMark } from './gestures/draw-shapes.ts';
import type { CanvasParts } from './gestures/gesture.ts';
import { GRID, TURN_STEP } from './snap.ts';

const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Keys while the drawing has the focus. Returns whether the key was taken. */
export function pressKey(parts: CanvasParts, event: KeyboardEvent): boolean {
  const { editor, surface } = parts;
  const { tool } = editor.get();
  if (event.ctrlKey || event.metaKey) return pressWithControl(parts, event);
  const arrow = ARROWS[event.key];
  if (arrow && (tool.kind === 'MARK' || tool.kind === 'LASSO')) return moveCursor(parts, arrow);
  if (arrow) return nudge(parts, arrow, event.shiftKey ? 1 : GRID);
  switch (event.key) {
    case '+':
    case '=':
      surface.zoom(1.4);
      return true;
    case '-':
      surface.zoom(1 / 1.4);
      return true;
    case '0':
      surface.fitAll();
      return true;
    case '[':
    case ']':
      return turn(parts, (event.key === ']' ? 1 : -1) * TURN_STEP);
    case '{':
    case '}':
      return turn(parts, event.key === '}' ? 1 : -1);
    case 'Delete':
    case 'Backspace':
      return remove(parts);
    case 'Escape':
      editor.set({ selected: [], isStageSelected: false, tool: { kind: 'SELECT' }, seats: [] });
      return true;
    case 'Enter':
    case ' ':
      return press(parts);
    case 'PageDown':
    case 'PageUp':
      return selectNext(parts, event.key === 'PageDown' ? 1 : -1);
    default:
      return false;
  }
}

function pressWithControl({ editor }: CanvasParts, event: KeyboardEvent): boolean {
  if (event.key === 'a') {
    editor.select(editor.document.sections.map(({ id }) => id));
    return true;
  }
  if (event.key === 'd') {
    duplicateSelected(editor);
    return true;
  }
  return false;
}

/** Copies the selection a little further and selects the copies. */
export function duplicateSelected(editor: CanvasParts['editor']): void {
  let copies: string[] = [];
  editor.change((document) => {
    const { selected } = editor.get();
    const box = boxOfSections(document, selected);
    const width = box ? Math.ceil((box[2] - box[0] + GRID) / GRID) * GRID : 0;
    const fits = box && box[2] + width <= document.width;
    const by: Point = fits ? [width, 0] : [2 * GRID, 2 * GRID];
    const repeated = repeatSections(document, selected, { times: 1, by });
    copies = repeated.ids;
    return repeated.document;
  });
  if (copies.length > 0) editor.select(copies);
}

function nudge({ editor }: CanvasParts, [x, y]: Point, units: number): boolean {
  const ids = editor.get().selected;
  if (ids.length === 0) return false;
  editor.change((document) => moveSections(document, ids, [x * units, y * units]), `nudge ${ids}`);
  return true;
}

function turn({ editor }: CanvasParts, degrees: number): boolean {
  const ids = editor.get().selected;
  const box = boxOfSections(editor.document, ids);
  if (!box) return false;
  const around = middleOf(box);
  editor.change((document) => turnSections(document, ids, { degrees, around }), `turn ${ids}`);
  return true;
}

function remove({ editor }: CanvasParts): boolean {
  const { selected } = editor.get();
  editor.change((document) => removeSections(document, selected));
  return selected.length > 0;
}

/** Selects the section before or after the selected one, and shows it. */
function selectNext({ editor, surface }: CanvasParts, step: number): boolean {
  const { sections } = editor.document;
  const index = sections.findIndex(({ id }) => id === editor.get().selected[0]);
  const next = sections[(index + step + sections.length) % Math.max(1, sections.length)];
  if (!next) return false;
  editor.select([next.id]);
  const box = boxOfSections(editor.document, [next.id]);
  if (box) surface.show(box);
  return true;
}

/** Adds a section in the middle of what is seen; marks or chooses the seat of the cursor. */
function press(parts: CanvasParts): boolean {
  const { editor, surface } = parts;
  const { tool, cursor, seats } = editor.get();
  if (tool.kind === 'ADD') {
    const [x, y] = middleOf(visibleBox(surface.camera));
    addIn(parts, tool.shape, [x, y, x, y]);
    return true;
  }
  if (!cursor) return false;
  if (tool.kind === 'MARK') {
    const { mark } = tool;
    const isOn = mark !== null && !hasMark(editor.document, cursor, mark);
    editor.change((document) => markSeats(document, [cursor], { mark, isOn }));
    return true;
  }
  if (tool.kind !== 'LASSO') return false;
  const rest = seats.filter((seat) => !isSameSeat(seat, cursor));
  editor.set({ seats: rest.length < seats.length ? rest : [...seats, cursor] });
  return true;
}

const isSameSeat = (a: SeatRef, b: SeatRef): boolean =>
  a.section === b.section && a.row === b.row && a.seat === b.seat;

/** Moves the cursor to the nearest seat in a direction, by where the seats stand. */
function moveCursor(parts: CanvasParts, direction: Point): boolean {
  const { editor, surface } = parts;
  const { document } = editor;
  const { cursor, selected } = editor.get();
  const from = cursor ? pointOfSeat(document, cursor) : null;
  const next = cursor && from ? nearestIn(parts, from, direction) : firstSeat(parts, selected[0]);
  if (!next) return true;
  editor.set({ cursor: next });
  const point = pointOfSeat(document, next);
  if (point) surface.show([point[0] - 60, point[1] - 60, point[0] + 60, point[1] + 60]);
  return true;
}

function firstSeat({ editor }: CanvasParts, id: string | undefined): SeatRef | null {
  const { sections, focus } = editor.document;
  const seated = sections.filter((section) => seatsOfSection(section, focus).count > 0);
  const section = seated.find((each) => each.id === id) ?? seated[0];
  return section ? { section: section.id, row: 0, seat: 0 } : null;
}

/** The nearest seat in a cone of 45 degrees to both sides. */
function nearestIn({ editor }: CanvasParts, [fromX, fromY]: Point, [x, y]: Point): SeatRef | null {
  let found: SeatRef | null = null;
  let nearest = Infinity;
  for (const section of editor.document.sections) {
    const seats = seatsOfSection(section, editor.document.focus);
    for (const [
      row,
      {
        first,
        row: { count },
      },
    ] of seats.rows.entries()) {
      for (let seat = 0; seat < count; seat++) {
        const [byX, byY] = [
          (seats.x[first + seat] ?? 0) - fromX,
          (seats.y[first + seat] ?? 0) - fromY,
        ];
        const along = byX * x + byY * y;
        const off = Math.abs(byX * y) + Math.abs(byY * x);
        if (along <= 0.5 || off > along) continue;
        const distance = along + 2 * off;
        if (distance < nearest) [found, nearest] = [{ section: section.id, row, seat }, distance];
      }
    }
  }
  return found;
}
