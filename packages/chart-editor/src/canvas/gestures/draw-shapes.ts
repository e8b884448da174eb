import type { Point } from '@frontrow/contract/chart/geometry';
import { draftOf } from '../../editor/drafts.ts';
import type { Mark } from '../../model/document.ts';
import { markSeats, marksOf, type SeatRef } from '../../model/operations/marks.ts';
import { addSections } from '../../model/operations/sections.ts';
import type { Box } from '../../model/shape/plane.ts';
import { seatAt, seatsInside, sectionsInside } from '../find.ts';
import { NO_OVERLAY } from '../scene.ts';
import { GRID } from '../snap.ts';
import type { CanvasParts, Gesture, PressAt } from './gesture.ts';

/** Selects what lies inside a box; a press selects nothing. */
export function selectInside({ editor, surface }: CanvasParts, from: PressAt): Gesture {
  const kept = from.isShift ? editor.get().selected : [];
  return {
    move(at) {
      surface.overlay = { ...NO_OVERLAY, marquee: boxOf(from.chart, at.chart) };
    },
    end(at, isPress) {
      surface.overlay = NO_OVERLAY;
      const inside = isPress ? [] : sectionsInside(editor.document, boxOf(from.chart, at.chart));
      editor.select([...new Set([...kept, ...inside])]);
    },
    cancel() {
      surface.overlay = NO_OVERLAY;
    },
  };
}

/** Draws a box for a new section. A press adds one of the usual size. */
export function addSection(
  parts: CanvasParts,
  shape: 'BLOCK' | 'ARC' | 'STANDING',
  from: PressAt,
): Gesture {
  const { surface } = parts;
  const start = onGrid(from.chart);
  return {
    move(at) {
      surface.overlay = { ...NO_OVERLAY, marquee: boxOf(start, onGrid(at.chart)) };
    },
    end(at) {
      surface.overlay = NO_OVERLAY;
      addIn(parts, shape, boxOf(start, onGrid(at.chart)));
    },
    cancel() {
      surface.overlay = NO_OVERLAY;
    },
  };
}

/** Adds a section in a box and selects it. */
export function addIn(
  { editor, words }: Pick<CanvasParts, 'editor' | 'words'>,
  shape: 'BLOCK' | 'ARC' | 'STANDING',
  box: Box,
): void {
  let ids: string[] = [];
  editor.change((document) => {
    const added = addSections(document, [draftOf(shape, box, { document, words: words() })]);
    ids = added.ids;
    return added.document;
  });
  editor.set({ selected: ids, isStageSelected: false, tool: { kind: 'SELECT' } });
}

/** Marks the seats inside a lasso, or the one that is pressed, which a second press gives back. */
export function markInside({ editor, surface }: CanvasParts, mark: Mark | null): Gesture {
  return lasso(surface, (corners, at, isPress) => {
    const seats = isPress
      ? pressed(editor.document, at, surface.camera.scale)
      : seatsInside(editor.document, corners);
    if (seats.length === 0) return;
    const isOn = !(isPress && mark !== null && hasMark(editor.document, seats[0], mark));
    editor.change((document) => markSeats(document, seats, { mark, isOn }));
    if (isPress) editor.set({ cursor: seats[0] ?? null });
  });
}

/** Chooses the seats inside a lasso, or the one that is pressed; with shift more of them. */
export function chooseInside({ editor, surface }: CanvasParts, from: PressAt): Gesture {
  return lasso(surface, (corners, at, isPress) => {
    const found = isPress
      ? pressed(editor.document, at, surface.camera.scale)
      : seatsInside(editor.document, corners);
    const { seats } = editor.get();
    editor.set({
      seats: isPress ? toggled(seats, found) : from.isShift ? united(seats, found) : found,
    });
  });
}

const united = (seats: readonly SeatRef[], more: readonly SeatRef[]): SeatRef[] => {
  const keys = new Set(seats.map(keyOf));
  return [...seats, ...more.filter((seat) => !keys.has(keyOf(seat)))];
};

const toggled = (seats: readonly SeatRef[], [seat]: readonly SeatRef[]): readonly SeatRef[] => {
  if (!seat) return seats;
  const rest = seats.filter((each) => keyOf(each) !== keyOf(seat));
  return rest.length < seats.length ? rest : [...seats, seat];
};

const keyOf = ({ section, row, seat }: SeatRef): string => `${section} ${row} ${seat}`;

function lasso(
  surface: CanvasParts['surface'],
  done: (corners: readonly Point[], at: PressAt, isPress: boolean) => void,
): Gesture {
  const corners: Point[] = [];
  return {
    move(at) {
      const last = corners.at(-1);
      // A corner for each few pixels is enough.
      const isFar =
        !last ||
        Math.hypot(last[0] - at.chart[0], last[1] - at.chart[1]) * surface.camera.scale > 4;
      if (isFar) corners.push(at.chart);
      surface.overlay = { ...NO_OVERLAY, lasso: corners };
    },
    end(at, isPress) {
      surface.overlay = NO_OVERLAY;
      done(corners, at, isPress);
    },
    cancel() {
      surface.overlay = NO_OVERLAY;
    },
  };
}

function pressed(
  document: CanvasParts['editor']['document'],
  at: PressAt,
  scale: number,
): SeatRef[] {
  const seat = seatAt(document, at.chart, 14 / scale);
  return seat ? [seat] : [];
}

export function hasMark(
  document: CanvasParts['editor']['document'],
  seat: SeatRef | undefined,
  mark: Mark,
): boolean {
  const section = document.sections.find(({ id }) => id === seat?.section);
  return Boolean(section && seat && marksOf(section)[mark][seat.row]?.includes(seat.seat));
}

const boxOf = (a: Point, b: Point): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
];

const onGrid = ([x, y]: Point): Point => [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID];
