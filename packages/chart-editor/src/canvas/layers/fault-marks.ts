import type { Point } from '@frontrow/contract/chart/geometry';
import type { Fault } from '../../model/faults.ts';
import { seatsOfSection } from '../../model/section-seats.ts';
import { toScreen } from '../camera.ts';
import type { Front } from '../scene.ts';

/** So many faults have their words beside them; the list below the drawing has all. */
const MOST_LABELS = 6;

/** Draws each fault where it is: along its row, around its section, or around the drawing. */
export function drawFaults(context: CanvasRenderingContext2D, front: Front): void {
  const { scene, theme } = front;
  const labelled: Point[] = [];
  for (const fault of scene.faults) {
    const points = pointsOf(fault, front);
    if (points.length === 0) continue;
    context.strokeStyle = theme.bad;
    context.lineWidth = 2.5;
    context.beginPath();
    for (const point of points) context.lineTo(...point);
    if (fault.row === null) context.closePath();
    context.stroke();
    const [x, y] = points[0] ?? [0, 0];
    const isFree = labelled.every(
      ([otherX, otherY]) => Math.hypot(otherX - x, (otherY - y) * 6) > 160,
    );
    if (!isFree || labelled.length >= MOST_LABELS) continue;
    labelled.push([x, y]);
    drawLabel(context, scene.faultText(fault), { front, at: [x, y] });
  }
}

/** Where a fault is, in pixels. */
function pointsOf(fault: Fault, { scene, camera }: Front): Point[] {
  const { document } = scene;
  const section = document.sections.find(({ id }) => id === fault.section);
  if (!section) return [];
  const seats = seatsOfSection(section, document.focus);
  const row = fault.row === null ? undefined : seats.rows[fault.row];
  if (row) {
    const points = Array.from({ length: row.row.count }, (_, seat) =>
      toScreen(camera, [seats.x[row.first + seat] ?? 0, seats.y[row.first + seat] ?? 0]),
    );
    const [first] = points;
    return points.length === 1 && first
      ? [
          [first[0] - 8, first[1]],
          [first[0] + 8, first[1]],
        ]
      : points;
  }
  if (!seats.box) return [];
  const [left, top, right, bottom] = seats.box;
  const corners: Point[] = seats.outline
    ? [...seats.outline]
    : [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ];
  return corners.map((corner) => toScreen(camera, corner));
}

function drawLabel(
  context: CanvasRenderingContext2D,
  text: string,
  { front, at: [x, y] }: { front: Front; at: Point },
): void {
  const { theme, camera } = front;
  context.font = `600 12px ${theme.font}`;
  const width = context.measureText(text).width + 16;
  const left = Math.min(Math.max(4, x - 12), camera.width - width - 4);
  const top = Math.min(Math.max(4, y - 34), camera.height - 28);
  context.fillStyle = theme.bad;
  context.beginPath();
  context.roundRect(left, top, width, 24, 3);
  context.fill();
  context.fillStyle = theme.raised;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, left + 8, top + 12.5);
}
