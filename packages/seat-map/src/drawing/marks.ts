import { pointOf, type Section, sectionWith } from '../chart/places.ts';
import type { Camera } from '../view/camera.ts';
import type { Context } from './context.ts';
import { centreText, tracePath } from './house.ts';
import type { Scene } from './scene.ts';

/** What is drawn above the seats. */
export interface Marks {
  /** The chosen seats, in the order of the choice. */
  chosen: readonly number[];
  /** Standing places that are chosen, by the index of their section. */
  standing: ReadonlyMap<number, number>;
  /** Seats that the user holds or has paid for. */
  mine: ReadonlySet<number>;
  /** Seats that a tap would choose, or that the page previews. */
  preview: readonly number[];
  /** Seats that a rule points at. */
  faulty: readonly number[];
  /** Where the keyboard is; null: nowhere. */
  focus: number | null;
}

/** Below this many pixels a mark is not drawn smaller, so that what is yours is seen from afar. */
const LEAST_RADIUS = 5;

export function drawMarks(
  context: Context,
  scene: Scene,
  { camera, marks }: { camera: Camera; marks: Marks },
): void {
  const { theme, places } = scene;
  const radius = Math.max(camera.pitch * 0.45, LEAST_RADIUS);
  const at = (place: number) => camera.toScreen(...pointOf(places, place));
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  for (const place of marks.preview) ring(context, at(place), radius + 1);
  for (const place of marks.mine) {
    if (places.stretchOf[place] !== -1)
      drawYours(context, scene, { at: at(place), radius, text: null });
  }
  for (const [index, place] of marks.chosen.entries()) {
    drawYours(context, scene, { at: at(place), radius, text: String(index + 1) });
  }
  for (const [index, count] of marks.standing)
    drawStanding(context, scene, { camera, section: places.sections[index], count });
  context.lineWidth = 2;
  context.strokeStyle = theme.bad;
  context.setLineDash([4, 3]);
  for (const place of marks.faulty) ring(context, at(place), radius + 3);
  context.setLineDash([]);
  if (marks.focus !== null) drawFocus(context, scene, { camera, place: marks.focus, radius });
}

/** A disc in `you` inside an outline: a number in the order of the choice, or a tick for what is held. */
function drawYours(
  context: Context,
  { theme }: Scene,
  { at: [x, y], radius, text }: { at: [number, number]; radius: number; text: string | null },
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = theme.you;
  context.fill();
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.stroke();
  if (radius < 6) return;
  if (text !== null) {
    context.fillStyle = theme.onYou;
    context.font = `800 ${radius}px ${theme.font}`;
    centreText(context);
    context.fillText(text, x, y + radius * 0.06);
    return;
  }
  context.strokeStyle = theme.onYou;
  context.beginPath();
  context.moveTo(x - radius * 0.4, y);
  context.lineTo(x - radius * 0.1, y + radius * 0.35);
  context.lineTo(x + radius * 0.42, y - radius * 0.32);
  context.stroke();
}

function drawStanding(
  context: Context,
  { theme }: Scene,
  { camera, section, count }: { camera: Camera; section: Section | undefined; count: number },
): void {
  if (!section) return;
  const [x, y] = camera.toScreen(...section.shape.label);
  const text = `× ${count}`;
  context.font = `800 16px ${theme.font}`;
  const width = context.measureText(text).width + 16;
  const top = y + 26;
  context.fillStyle = theme.you;
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.rect(x - width / 2, top, width, 26);
  context.fill();
  context.stroke();
  context.fillStyle = theme.onYou;
  centreText(context);
  context.fillText(text, x, top + 14);
}

/** A ring of 3 pixels over a gap of 2, around a seat or along a standing area. */
function drawFocus(
  context: Context,
  { theme, places }: Scene,
  { camera, place, radius }: { camera: Camera; place: number; radius: number },
): void {
  const section = sectionWith(places, place);
  const rings = [
    [7, theme.raised],
    [3, theme.ink],
  ] as const;
  for (const [width, colour] of rings) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    if (section?.kind === 'GENERAL') {
      const [left, top] = camera.toScreen(0, 0);
      tracePath(context, section.shape.corners, {
        scale: camera.view.scale,
        left: -left,
        top: -top,
        ratio: 1,
      });
      context.stroke();
    } else ring(context, camera.toScreen(...pointOf(places, place)), radius + 5);
  }
}

function ring(context: Context, [x, y]: readonly [number, number], radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
