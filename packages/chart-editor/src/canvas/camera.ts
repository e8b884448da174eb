import type { Point } from '@frontrow/contract/chart/geometry';
import type { Box } from '../model/shape/plane.ts';

/** What part of the drawing is on the screen. */
export interface Camera {
  /** The point of the drawing in the middle of the screen. */
  x: number;
  y: number;
  /** CSS pixels for a unit of the drawing. */
  scale: number;
  /** CSS pixels of the screen. */
  width: number;
  height: number;
}

const LEAST_SCALE = 0.01;
const MOST_SCALE = 4;
/** Around what is shown whole, in pixels. */
const MARGIN = 40;

export const toScreen = ({ x, y, scale, width, height }: Camera, point: Point): Point => [
  (point[0] - x) * scale + width / 2,
  (point[1] - y) * scale + height / 2,
];

export const toChart = ({ x, y, scale, width, height }: Camera, at: Point): Point => [
  (at[0] - width / 2) / scale + x,
  (at[1] - height / 2) / scale + y,
];

export const visibleBox = (camera: Camera): Box => [
  ...toChart(camera, [0, 0]),
  ...toChart(camera, [camera.width, camera.height]),
];

/** Shows a part of the drawing whole, never nearer than a scale. */
export function around(camera: Camera, box: Box, mostScale = MOST_SCALE): Camera {
  const scale = Math.min(
    (camera.width - 2 * MARGIN) / Math.max(1, box[2] - box[0]),
    (camera.height - 2 * MARGIN) / Math.max(1, box[3] - box[1]),
    mostScale,
  );
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return { ...camera, x, y, scale: Math.max(LEAST_SCALE, scale) };
}

/** Zooms by a factor. What is under a point of the screen stays there. */
export function zoomed(camera: Camera, factor: number, at: Point): Camera {
  const scale = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, camera.scale * factor));
  const [chartX, chartY] = toChart(camera, at);
  return {
    ...camera,
    scale,
    x: chartX - (at[0] - camera.width / 2) / scale,
    y: chartY - (at[1] - camera.height / 2) / scale,
  };
}

export const panned = (camera: Camera, [byX, byY]: Point): Camera => ({
  ...camera,
  x: camera.x - byX / camera.scale,
  y: camera.y - byY / camera.scale,
});

/** Moves only as far as needed to have a box on the screen. */
export function showing(camera: Camera, box: Box): Camera {
  const [left, top, right, bottom] = visibleBox(camera);
  const isInside = box[0] >= left && box[1] >= top && box[2] <= right && box[3] <= bottom;
  if (isInside) return camera;
  const fits = box[2] - box[0] <= right - left && box[3] - box[1] <= bottom - top;
  if (!fits) return around(camera, box);
  return { ...camera, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
}
