import type { ChartPoint } from '../chart/chart.ts';
import type { Box } from '../chart/shapes.ts';

/** The most pixels between the centres of two seats. */
const MOST_PITCH = 48;
/** The space around the house, in pixels. */
const MARGIN = 16;

export interface View {
  /** The point of the chart in the middle of the screen. */
  x: number;
  y: number;
  /** CSS pixels for a unit of the chart. */
  scale: number;
}

/** What part of a chart is on the screen. */
export class Camera {
  view: View = { x: 0, y: 0, scale: 1 };
  width = 0;
  height = 0;
  /** Pixels at the top that buttons cover: the whole house is shown below them. */
  covered = 0;
  readonly #box: Box;
  readonly #pitch: number;

  constructor({ box, pitch }: { box: Box; pitch: number }) {
    this.#box = box;
    this.#pitch = pitch;
  }

  /** CSS pixels between the centres of two seats. */
  get pitch(): number {
    return this.#pitch * this.view.scale;
  }

  /** The part of the chart on the screen. */
  get visible(): Box {
    const { x, y, scale } = this.view;
    const [halfWidth, halfHeight] = [this.width / 2 / scale, this.height / 2 / scale];
    return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
  }

  toScreen(x: number, y: number): [x: number, y: number] {
    const { view } = this;
    return [
      (x - view.x) * view.scale + this.width / 2,
      (y - view.y) * view.scale + this.height / 2,
    ];
  }

  toChart([x, y]: ChartPoint): [x: number, y: number] {
    const { view } = this;
    return [
      (x - this.width / 2) / view.scale + view.x,
      (y - this.height / 2) / view.scale + view.y,
    ];
  }

  /** The view that shows a part of the chart, or all of it; never nearer than a pitch. */
  around(box: Box = this.#box, mostPitch: number = MOST_PITCH): View {
    const [width, height] = [box[2] - box[0], box[3] - box[1]];
    const covered = box === this.#box ? this.covered : 0;
    const scale = Math.min(
      Math.max(1, this.width - 2 * MARGIN) / Math.max(width, 1),
      Math.max(1, this.height - 2 * MARGIN - covered) / Math.max(height, 1),
      mostPitch / this.#pitch,
    );
    const y = (box[1] + box[3] - covered / scale) / 2;
    return { x: (box[0] + box[2]) / 2, y, scale };
  }

  /** The view with a point in the middle, at a pitch. */
  at([x, y]: ChartPoint, pitch: number): View {
    return this.kept({ x, y, scale: pitch / this.#pitch });
  }

  /** The view after zooming by a factor, with the point of the chart under a point of the screen kept there. */
  zoomed(factor: number, [x, y]: ChartPoint): View {
    const scale = this.#keptScale(this.view.scale * factor);
    const [chartX, chartY] = this.toChart([x, y]);
    return this.kept({
      x: chartX - (x - this.width / 2) / scale,
      y: chartY - (y - this.height / 2) / scale,
      scale,
    });
  }

  moved(byX: number, byY: number): View {
    const { x, y, scale } = this.view;
    return this.kept({ x: x - byX / scale, y: y - byY / scale, scale });
  }

  /** The nearest view in which the house does not leave the screen. */
  kept(view: View): View {
    const scale = this.#keptScale(view.scale);
    const [left, top, right, bottom] = this.#box;
    return {
      x: keptBetween(view.x, [left, right], (this.width / 2 - MARGIN) / scale),
      y: keptBetween(
        view.y,
        [top - this.covered / scale, bottom],
        (this.height / 2 - MARGIN) / scale,
      ),
      scale,
    };
  }

  #keptScale(scale: number): number {
    const least = this.around().scale;
    return Math.min(Math.max(scale, least), Math.max(least, MOST_PITCH / this.#pitch));
  }
}

/** A house smaller than the screen is in its middle. */
function keptBetween(value: number, [from, to]: [number, number], half: number): number {
  if (to - from <= half * 2) return (from + to) / 2;
  return Math.min(Math.max(value, from + half), to - half);
}
