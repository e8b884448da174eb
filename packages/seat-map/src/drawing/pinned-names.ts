import type { Places, Row } from '../chart/places.ts';
import { touches } from '../chart/shapes.ts';
import type { Camera } from '../view/camera.ts';
import type { Context } from './glyphs.ts';
import { type Scene, SEATS_FROM } from './scene.ts';

/** How wide the band is in which the names of rows stand, and how near two of them may be. */
const BAND = 24;
const NEAREST = 15;

/**
 * The names of rows whose first seats are off the screen, in a band at the edge over which the rows come in. Returns
 * whether there are any.
 */
export function drawPinnedNames(
  context: Context,
  { places, theme, hasFont }: Scene,
  camera: Camera,
): boolean {
  if (camera.pitch < SEATS_FROM || !hasFont) return false;
  const { visible, width, height } = camera;
  const edges = [
    { band: [0, 0, BAND, height], isUpright: true, names: new Map<number, string>() },
    { band: [width - BAND, 0, BAND, height], isUpright: true, names: new Map<number, string>() },
    { band: [0, 0, width, BAND], isUpright: false, names: new Map<number, string>() },
    { band: [0, height - BAND, width, BAND], isUpright: false, names: new Map<number, string>() },
  ] as const;
  for (const row of places.rows) {
    if (!touches(row.box, visible) || places.stretchOf[row.first] === -1) continue;
    const point = edgeOf(places, row, camera);
    if (!point) continue;
    const distances = [point[0], width - point[0], point[1], height - point[1]];
    const edge = edges[distances.indexOf(Math.min(...distances))];
    const along = edge?.isUpright ? point[1] : point[0];
    const isFree = [...(edge?.names.keys() ?? [])].every(
      (other) => Math.abs(other - along) >= NEAREST,
    );
    if (isFree) edge?.names.set(along, row.name);
  }
  context.font = `600 12px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (const { band, isUpright, names } of edges) {
    if (names.size === 0) continue;
    const [left, top, across, down] = band;
    context.fillStyle = theme.raised;
    context.strokeStyle = theme.line;
    context.fillRect(left, top, across, down);
    context.strokeRect(left - 0.5, top - 0.5, across + 1, down + 1);
    context.fillStyle = theme.ink2;
    for (const [along, name] of names) {
      const [x, y] = isUpright ? [left + BAND / 2, along] : [along, top + BAND / 2];
      context.fillText(name, x, y, BAND - 4);
    }
  }
  return edges.some(({ names }) => names.size > 0);
}

/** Where the name of a row belongs that does not stand whole on the screen beside its first seat; null if it does. */
function edgeOf({ x, y }: Places, { first, count }: Row, camera: Camera): [number, number] | null {
  const at = (place: number) => camera.toScreen(x[place] ?? 0, y[place] ?? 0);
  const isOn = ([left, top]: readonly [number, number], inset: number) =>
    left > inset && left < camera.width - inset && top > inset && top < camera.height - inset;
  for (let place = first; place < first + count; place++) {
    const point = at(place);
    if (!isOn(point, 0)) continue;
    if (place > first) return at(place - 1);
    const next = count > 1 ? at(first + 1) : point;
    const name: [number, number] = [point[0] * 2 - next[0], point[1] * 2 - next[1]];
    return isOn(name, BAND) ? null : name;
  }
  return null;
}
