import { type Places, pointOf, type Row } from '../chart/places.ts';
import { touches } from '../chart/shapes.ts';
import type { Camera } from '../view/camera.ts';
import type { Context } from './context.ts';
import { centreText } from './house.ts';
import { type Scene, SEATS_FROM } from './scene.ts';

/** The width and height of a name with its background. */
const WIDTH = 24;
const HEIGHT = 16;

/**
 * The names of rows whose first seats are off the screen, at the edge over which the rows come in. Only what is behind a
 * name is covered. Returns whether there are any.
 */
export function drawPinnedNames(
  context: Context,
  { places, theme, hasFont }: Scene,
  camera: Camera,
): boolean {
  if (camera.pitch < SEATS_FROM || !hasFont) return false;
  const { visible, width, height } = camera;
  const drawn: [x: number, y: number][] = [];
  context.font = `600 12px ${theme.font}`;
  centreText(context);
  for (const row of places.rows) {
    if (!touches(row.box, visible) || places.stretchOf[row.first] === -1) continue;
    const point = edgeOf(places, row, camera);
    if (!point) continue;
    const x = keptBetween(point[0], WIDTH / 2, width - WIDTH / 2);
    const y = keptBetween(point[1], HEIGHT / 2, height - HEIGHT / 2);
    const isTaken = drawn.some(
      (other) => Math.abs(other[0] - x) < WIDTH && Math.abs(other[1] - y) < HEIGHT,
    );
    if (isTaken) continue;
    drawn.push([x, y]);
    context.fillStyle = theme.raised;
    context.fillRect(x - WIDTH / 2, y - HEIGHT / 2, WIDTH, HEIGHT);
    context.fillStyle = theme.ink2;
    context.fillText(row.name, x, y, WIDTH - 4);
  }
  return drawn.length > 0;
}

const keptBetween = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, most));

/** Where the name of a row belongs that does not stand whole on the screen beside its first seat; null if it does. */
function edgeOf(places: Places, { first, count }: Row, camera: Camera): [number, number] | null {
  const at = (place: number) => camera.toScreen(...pointOf(places, place));
  const isOn = ([left, top]: readonly [number, number], inset: number) =>
    left > inset && left < camera.width - inset && top > inset && top < camera.height - inset;
  for (let place = first; place < first + count; place++) {
    const point = at(place);
    if (!isOn(point, 0)) continue;
    if (place > first) return at(place - 1);
    const next = count > 1 ? at(first + 1) : point;
    const name: [number, number] = [point[0] * 2 - next[0], point[1] * 2 - next[1]];
    return isOn(name, WIDTH) ? null : name;
  }
  return null;
}
