import type { View } from './camera.ts';

const MILLISECONDS = 320;

/** Moves a view to another one in a third of a second; at once where people want less motion. */
export class Flight {
  readonly #show: (view: View) => void;
  #frame = 0;
  /** Where it goes; null when it is there. */
  goal: View | null = null;

  constructor(show: (view: View) => void) {
    this.#show = show;
  }

  to(from: View, to: View): void {
    this.stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#show(to);
      return;
    }
    this.goal = to;
    const start = performance.now();
    const step = () => {
      const time = Math.min((performance.now() - start) / MILLISECONDS, 1);
      const share = 1 - (1 - time) ** 3;
      // In equal steps of what is seen: the scale by its logarithm, the point by what is on the screen.
      const scale = from.scale * (to.scale / from.scale) ** share;
      const path =
        to.scale === from.scale
          ? share
          : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
      if (time === 1) this.goal = null;
      else this.#frame = requestAnimationFrame(step);
      this.#show({ x: from.x + (to.x - from.x) * path, y: from.y + (to.y - from.y) * path, scale });
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.goal = null;
  }
}
