import type { Point } from '@frontrow/contract/chart/geometry';
import type { Box } from '../model/shape/plane.ts';
import { around, type Camera, panned, showing, zoomed } from './camera.ts';
import { drawBack } from './layers/back-layer.ts';
import { drawFront } from './layers/front-layer.ts';
import { SeatLayer } from './layers/seat-layer.ts';
import { readTheme, type Theme } from './layers/theme.ts';
import { NO_OVERLAY, type Overlay, type Scene } from './scene.ts';

export interface SurfaceHooks {
  scene: () => Scene;
  /** After each frame: how long its drawing took, in milliseconds. */
  onFrame?: ((milliseconds: number) => void) | undefined;
}

/** The three canvases of a drawing, and what part of it they show. It draws at most once a frame. */
export class Surface {
  readonly #element: HTMLElement;
  readonly #hooks: SurfaceHooks;
  readonly #contexts: CanvasRenderingContext2D[];
  readonly #seats = new SeatLayer();
  readonly #end = new AbortController();
  readonly #observers: { disconnect(): void }[] = [];
  #theme: Theme | null = null;
  #camera: Camera = { x: 0, y: 0, scale: 0, width: 0, height: 0 };
  #overlay: Overlay = NO_OVERLAY;
  #frame = 0;
  /** Everything is shown, and stays so when the element gets another size. */
  #isFitted = true;

  constructor(element: HTMLElement, hooks: SurfaceHooks) {
    this.#element = element;
    this.#hooks = hooks;
    this.#contexts = Array.from({ length: 3 }, () => {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      element.append(canvas);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('This browser has no 2d canvas');
      return context;
    });
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(element);
    const changed = new MutationObserver(() => this.refreshTheme());
    changed.observe(document.documentElement, { attributes: true });
    this.#observers.push(resized, changed);
    matchMedia('(prefers-color-scheme: dark)').addEventListener(
      'change',
      () => this.refreshTheme(),
      {
        signal: this.#end.signal,
      },
    );
    void document.fonts.ready.then(() => this.draw());
    this.#resize();
  }

  get camera(): Camera {
    return this.#camera;
  }

  set overlay(overlay: Overlay) {
    this.#overlay = overlay;
    this.draw();
  }

  pan(by: Point): void {
    this.#isFitted = false;
    this.#look(panned(this.#camera, by));
  }

  zoom(factor: number, at: Point = [this.#camera.width / 2, this.#camera.height / 2]): void {
    this.#isFitted = false;
    this.#look(zoomed(this.#camera, factor, at));
  }

  /** Shows all of a box. */
  fit(box: Box, mostScale?: number): void {
    this.#isFitted = false;
    this.#look(around(this.#camera, box, mostScale));
  }

  fitAll(): void {
    const { width, height } = this.#hooks.scene().document;
    this.fit([0, 0, width, height]);
    this.#isFitted = true;
  }

  /** Moves no further than needed. */
  show(box: Box): void {
    const shown = showing(this.#camera, box);
    if (shown === this.#camera) return;
    this.#isFitted = false;
    this.#look(shown);
  }

  /** Draws in the next frame. */
  draw(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#drawNow());
  }

  refreshTheme(): void {
    this.#theme = null;
    this.draw();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    this.#end.abort();
    for (const observer of this.#observers) observer.disconnect();
    for (const { canvas } of this.#contexts) canvas.remove();
  }

  #look(camera: Camera): void {
    this.#camera = camera;
    this.draw();
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#element;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    for (const { canvas } of this.#contexts) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.#camera = { ...this.#camera, width, height };
    if (this.#isFitted) this.fitAll();
    // At once: a canvas that was resized is empty.
    cancelAnimationFrame(this.#frame);
    this.#drawNow();
  }

  #drawNow(): void {
    this.#frame = 0;
    const start = performance.now();
    const [back, seats, front] = this.#contexts;
    if (!back || !seats || !front || this.#camera.scale === 0) return;
    this.#theme ??= readTheme(this.#element);
    const [theme, camera, scene] = [this.#theme, this.#camera, this.#hooks.scene()];
    const ratio = back.canvas.width / camera.width;
    for (const context of [back, front]) context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawBack(back, { scene, camera, theme });
    const { document: drawn, more, lookFor } = scene;
    this.#seats.draw(seats, { document: drawn, camera, theme, more: more?.(theme), lookFor });
    drawFront(front, { scene, overlay: this.#overlay, camera, theme });
    this.#hooks.onFrame?.(performance.now() - start);
  }
}
