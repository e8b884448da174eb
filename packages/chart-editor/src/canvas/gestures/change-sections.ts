import type { Point } from '@frontrow/contract/chart/geometry';
import { moveStage } from '../../model/operations/chart.ts';
import {
  boxOfSections,
  moveSections,
  repeatSections,
  turnSections,
} from '../../model/operations/place.ts';
import { moveCorner } from '../../model/operations/shape.ts';
import { NO_OVERLAY } from '../scene.ts';
import { GRID, snapMove, snapPoint, snapTurn } from '../snap.ts';
import { type CanvasParts, type Gesture, newStep, type PressAt, REACH } from './gesture.ts';

/** Drags the selected sections; with alt at the start it drags copies of them. */
export function dragSections(parts: CanvasParts, from: PressAt): Gesture {
  const { editor, surface } = parts;
  const step = newStep();
  const before = editor.get().history;
  if (from.isAlt) copySelected(parts, step);
  const { document } = editor;
  const ids = editor.get().selected;
  const box = boxOfSections(document, ids);
  return {
    move(at) {
      if (!box) return;
      const wanted = between(from.chart, at.chart);
      const reach = REACH / surface.camera.scale;
      const { by, guides } =
        at.isAlt && !from.isAlt
          ? { by: whole(wanted), guides: [] }
          : snapMove(document, { box, by: wanted, moved: new Set(ids), reach });
      editor.change(() => moveSections(document, ids, by), step);
      surface.overlay = { ...NO_OVERLAY, guides };
    },
    end() {
      surface.overlay = NO_OVERLAY;
      editor.endStep();
    },
    cancel() {
      surface.overlay = NO_OVERLAY;
      editor.cancelStep(before);
    },
  };
}

function copySelected({ editor }: CanvasParts, step: string): void {
  let copies: string[] = [];
  editor.change((document) => {
    const repeated = repeatSections(document, editor.get().selected, { times: 1 });
    copies = repeated.ids;
    return repeated.document;
  }, step);
  editor.select(copies);
}

/** Turns the selected sections around their middle, in steps of 15 degrees; with alt freely. */
export function turnSelected(parts: CanvasParts, middle: Point): Gesture {
  const { editor, surface } = parts;
  const step = newStep();
  const before = editor.get().history;
  const { document } = editor;
  const ids = editor.get().selected;
  return {
    move(at) {
      const angle = (Math.atan2(at.chart[0] - middle[0], middle[1] - at.chart[1]) * 180) / Math.PI;
      const degrees = at.isAlt ? Math.round(angle * 10) / 10 : snapTurn(angle);
      editor.change(() => turnSections(document, ids, { degrees, around: middle }), step);
      surface.overlay = { ...NO_OVERLAY, label: { text: `${degrees}°`, at: at.chart } };
    },
    end() {
      surface.overlay = NO_OVERLAY;
      editor.endStep();
    },
    cancel() {
      surface.overlay = NO_OVERLAY;
      editor.cancelStep(before);
    },
  };
}

/** Drags a corner of the outline of the selected section. */
export function dragCorner({ editor, surface }: CanvasParts, corner: number): Gesture {
  const step = newStep();
  const before = editor.get().history;
  const { document } = editor;
  const [id = ''] = editor.get().selected;
  return {
    move(at) {
      const { by, guides } = at.isAlt
        ? { by: whole(at.chart), guides: [] }
        : snapPoint(document, at.chart, REACH / surface.camera.scale);
      editor.change(() => moveCorner(document, id, { corner, to: by }), step);
      surface.overlay = { ...NO_OVERLAY, guides };
    },
    end() {
      surface.overlay = NO_OVERLAY;
      editor.endStep();
    },
    cancel() {
      surface.overlay = NO_OVERLAY;
      editor.cancelStep(before);
    },
  };
}

/** Drags the stage, and the focus with it. */
export function dragStage({ editor }: CanvasParts, from: PressAt): Gesture {
  const step = newStep();
  const before = editor.get().history;
  const { document } = editor;
  return {
    move(at) {
      const [x, y] = between(from.chart, at.chart);
      const by: Point = at.isAlt
        ? whole([x, y])
        : [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID];
      editor.change(() => moveStage(document, by), step);
    },
    end: () => editor.endStep(),
    cancel: () => editor.cancelStep(before),
  };
}

const between = (from: Point, to: Point): Point => [to[0] - from[0], to[1] - from[1]];
const whole = ([x, y]: Point): Point => [Math.round(x), Math.round(y)];
