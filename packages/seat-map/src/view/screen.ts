import { type Box, touches } from '../chart/shapes.ts';
import { contextOf } from '../drawing/context.ts';
import { drawHouse } from '../drawing/house.ts';
import { type Drawing, type Level, type Scene, SEATS_FROM } from '../drawing/scene.ts';
import { Tiles } from '../drawing/tiles.ts';
import type { Camera } from './camera.ts';

/** How long after the last change of scale the seats are drawn at the new one. */
const REST_MILLISECONDS = 90;
/** How long a frame may draw tiles while the map moves. */
const FRAME_BUDGET = 8;
const MOST_RATIO = 3;

export interface ScreenHooks {
  /** Draws what is above the seats, in CSS pixels. Returns false if there is nothing. */
  drawMarks: (context: CanvasRenderingContext2D) => boolean;
  onDraw: (drawing: Drawing) => void;
}

/** The two canvases of a map: seats, and above them the marks. It draws at most once a frame. */
export class Screen {
  readonly canvases: readonly [HTMLCanvasElement, HTMLCanvasElement];
  scene: Scene;
  camera: Camera;
  readonly #contexts: readonly CanvasRenderingContext2D[];
  readonly #hooks: ScreenHooks;
  #tiles: Tiles | null = null;
  #ratio = 0;
  #frame = 0;
  #idle = 0;
  #restAt = 0;
  /** Parts that changed, in units of the chart; null: all. */
  #dirty: Box[] | null = null;
  #hasNewMarks = true;
  #isComplete = false;
  #isMarked = false;

  constructor({ scene, camera }: { scene: Scene; camera: Camera }, hooks: ScreenHooks) {
    this.scene = scene;
    this.camera = camera;
    this.#hooks = hooks;
    this.canvases = [document.createElement('canvas'), document.createElement('canvas')];
    this.#contexts = this.canvases.map((canvas, index) =>
      contextOf(canvas, { alpha: index === 1 }),
    );
  }

  get level(): Level {
    const { pitch } = this.camera;
    return pitch < this.scene.houseBelow ? 'house' : pitch < SEATS_FROM ? 'dots' : 'seats';
  }

  /** Sets the size in CSS pixels. Returns whether it or the resolution is another one. */
  resize(width: number, height: number): boolean {
    const ratio = Math.min(devicePixelRatio || 1, MOST_RATIO);
    const { camera } = this;
    if (ratio === this.#ratio && width === camera.width && height === camera.height) return false;
    if (ratio !== this.#ratio) this.#tiles = null;
    this.#ratio = ratio;
    Object.assign(this.camera, { width, height });
    for (const canvas of this.canvases) {
      canvas.width = Math.round(width * this.#ratio);
      canvas.height = Math.round(height * this.#ratio);
    }
    this.moved();
    return true;
  }

  /** Forgets what was drawn, and draws all of it. */
  drawAnew(): void {
    this.#tiles = null;
    this.moved();
  }

  /** The view is another one. */
  moved(): void {
    this.#dirty = null;
    this.#hasNewMarks = true;
    this.#request();
  }

  /** Only the marks changed. */
  marksChanged(): void {
    this.#hasNewMarks = true;
    this.#dirty ??= this.#frame === 0 ? [] : null;
    this.#request();
  }

  /** Seats and sections changed: only their parts of the screen are drawn. */
  changed(places: readonly number[], sections: Iterable<number>): void {
    const tiles = this.#tiles;
    if (!tiles) {
      this.moved();
      return;
    }
    const shapes = [...sections].map((index) => this.scene.places.sections[index]);
    const boxes = [
      ...(this.level === 'house' ? [] : places.map((place) => tiles.boxOfSeat(place))),
      ...shapes.flatMap((section) =>
        section && (this.level === 'house' || section.kind === 'GENERAL')
          ? [section.shape.box]
          : [],
      ),
    ];
    const start = performance.now();
    const before = tiles.drawn;
    for (const box of boxes) tiles.redraw(box);
    if (this.#frame === 0) this.#dirty = [];
    this.#dirty?.push(...boxes);
    this.#hasNewMarks = true;
    this.#pending = [tiles.drawn - before, performance.now() - start];
    this.#request();
  }
  #pending: [places: number, milliseconds: number] = [0, 0];

  /** Draws now instead of at the next frame. */
  draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#draw(Infinity);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#idle);
    this.#tiles = null;
    for (const canvas of this.canvases) canvas.width = canvas.height = 0;
  }

  #request(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw(performance.now() + FRAME_BUDGET);
    });
  }

  #draw(until: number): void {
    const { width, height } = this.camera;
    if (width === 0 || height === 0) return;
    const start = performance.now();
    const [pendingPlaces, pendingTime] = this.#pending;
    const drawn = this.#tiles?.drawn ?? 0;
    const before = this.#tiles;
    const pixels = this.#dirty?.length === 0 ? 0 : this.#drawSeats(until);
    if (this.#hasNewMarks) this.#drawMarks();
    const places = (this.#tiles?.drawn ?? 0) - (before === this.#tiles ? drawn : 0) + pendingPlaces;
    this.#pending = [0, 0];
    this.#dirty = [];
    this.#hasNewMarks = false;
    const milliseconds = performance.now() - start + pendingTime;
    this.#hooks.onDraw({
      ...{ level: this.level, places, pixels, milliseconds },
      isComplete: this.#isComplete,
    });
  }

  #drawSeats(until: number): number {
    const [context] = this.#contexts;
    if (!context) return 0;
    const { width, height } = context.canvas;
    const dirty = this.#dirty;
    const scale = this.camera.view.scale * this.#ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (this.#tiles && this.#tiles.scale !== scale && until !== Infinity && this.#isZooming()) {
      this.#stretch(context, this.#tiles, scale);
      this.#isComplete = false;
      return width * height;
    }
    const { view } = this.camera;
    const left = Math.round(view.x * scale - width / 2);
    const top = Math.round(view.y * scale - height / 2);
    if (this.#tiles?.scale !== scale) {
      this.#tiles = new Tiles(this.scene, { scale, ratio: this.#ratio, origin: [left, top] });
      this.#restAt = 0;
    }
    const tiles = this.#tiles;
    const part = { left, top, width, height };
    if (dirty === null) {
      this.#isComplete = tiles.show(context, part, until);
      if (!this.#isComplete) {
        this.#fillGaps(context, { scale, left, top });
        tiles.show(context, part, 0);
        this.#later(() => this.moved(), 0);
      } else this.#later(() => this.#prepare(part), REST_MILLISECONDS);
      return width * height;
    }
    return this.#showParts(context, tiles, part);
  }

  /** Copies only the parts that changed. */
  #showParts(
    context: CanvasRenderingContext2D,
    tiles: Tiles,
    part: { left: number; top: number; width: number; height: number },
  ): number {
    const { left, top, width, height } = part;
    const { scale } = tiles;
    let pixels = 0;
    for (const box of this.#dirty ?? []) {
      if (!touches(box, this.camera.visible)) continue;
      const from = [
        Math.max(0, Math.floor(box[0] * scale - left)),
        Math.max(0, Math.floor(box[1] * scale - top)),
      ] as const;
      const to = [
        Math.min(width, Math.ceil(box[2] * scale - left)),
        Math.min(height, Math.ceil(box[3] * scale - top)),
      ] as const;
      const [across, down] = [to[0] - from[0], to[1] - from[1]];
      if (across <= 0 || down <= 0) continue;
      context.save();
      context.beginPath();
      context.rect(from[0], from[1], across, down);
      context.clip();
      context.translate(from[0], from[1]);
      tiles.show(
        context,
        { left: left + from[0], top: top + from[1], width: across, height: down },
        Infinity,
      );
      context.restore();
      pixels += across * down;
    }
    return pixels;
  }

  /** While the scale changes, the last drawing is shown larger or smaller, and the sections where it ends. */
  #stretch(context: CanvasRenderingContext2D, tiles: Tiles, scale: number): void {
    const { width, height } = context.canvas;
    const { view } = this.camera;
    const factor = scale / tiles.scale;
    this.#fillGaps(context, {
      scale,
      left: view.x * scale - width / 2,
      top: view.y * scale - height / 2,
    });
    context.translate(width / 2, height / 2);
    context.scale(factor, factor);
    const [halfWidth, halfHeight] = [width / 2 / factor, height / 2 / factor];
    context.translate(-halfWidth, -halfHeight);
    const [left, top] = [view.x * tiles.scale - halfWidth, view.y * tiles.scale - halfHeight];
    tiles.show(context, { left, top, width: halfWidth * 2, height: halfHeight * 2 }, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
    this.#later(() => this.moved(), REST_MILLISECONDS);
  }

  #fillGaps(
    context: CanvasRenderingContext2D,
    { scale, left, top }: { scale: number; left: number; top: number },
  ): void {
    const { scene } = this;
    context.fillStyle = scene.theme.raised;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    const placing = { scale, left, top, ratio: this.#ratio };
    drawHouse(context, scene, {
      placing,
      box: this.camera.visible,
      filled: this.level === 'house',
    });
  }

  /** Whether the scale changed a moment ago. The first frame of a new scale begins to wait. */
  #isZooming(): boolean {
    const now = performance.now();
    const { scale } = this.camera.view;
    if (this.#lastScale !== scale)
      [this.#lastScale, this.#restAt] = [scale, now + REST_MILLISECONDS];
    return now < this.#restAt;
  }
  #lastScale = 0;

  #prepare(part: { left: number; top: number; width: number; height: number }): void {
    const { left, top, width, height } = part;
    const hasMore = this.#tiles?.prepare([left, top, left + width, top + height]);
    if (hasMore) this.#later(() => this.#prepare(part), 16);
  }

  #later(work: () => void, milliseconds: number): void {
    clearTimeout(this.#idle);
    this.#idle = window.setTimeout(work, milliseconds);
  }

  #drawMarks(): void {
    const context = this.#contexts[1];
    if (!context) return;
    // An empty canvas that stays empty is not touched: its 5 MB need not be shown again.
    if (this.#isMarked) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    }
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    this.#isMarked = this.#hooks.drawMarks(context);
  }
}
