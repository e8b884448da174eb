import { pointOf, type Row, rowWith, sectionWith } from '../chart/places.ts';
import { type Box, touches } from '../chart/shapes.ts';
import { blit, type Pixels } from './blit.ts';
import { type Context, contextOf } from './context.ts';
import { drawGlyphs, type Glyphs } from './glyphs.ts';
import { centreText, drawHouse } from './house.ts';
import { glyphOf, NUMBERS_FROM, ROW_NAMES_FROM, type Scene } from './scene.ts';

/** The width and height of a tile, in pixels of the device. */
const SIZE = 512;
/** So many times the tiles of a screen are kept, and at least LEAST_TILES: those that were not shown for the longest go. */
const SCREENS = 4;
const LEAST_TILES = 16;

interface Tile {
  context: OffscreenCanvasRenderingContext2D;
  left: number;
  top: number;
}

/** The drawing of the chart at one scale, cut into tiles, so that panning copies what is drawn already. */
export class Tiles {
  /** Pixels of the device for a unit of the chart. */
  readonly scale: number;
  /** How many seats were drawn so far. */
  drawn = 0;
  readonly #scene: Scene;
  readonly #ratio: number;
  /** Where the corner of a tile is. */
  readonly #origin: readonly [left: number, top: number];
  /** Those that were shown last are at the end. */
  readonly #tiles = new Map<string, Tile>();
  #most = LEAST_TILES;
  readonly #seats: Pixels | null;
  readonly #seatsCanvas = contextOf(new OffscreenCanvas(SIZE, SIZE), { willReadFrequently: true });
  readonly #image = new ImageData(SIZE, SIZE);
  #glyphs: Glyphs | null = null;

  /**
   * @param origin the corner of what is shown first, in whole pixels of the device: from there on the fewest tiles
   * cover it
   */
  constructor(
    scene: Scene,
    { scale, ratio, origin }: { scale: number; ratio: number; origin: readonly [number, number] },
  ) {
    this.scale = scale;
    this.#origin = origin;
    this.#scene = scene;
    this.#ratio = ratio;
    const data = new Uint32Array(this.#image.data.buffer);
    const whole = { left: 0, top: 0, right: SIZE, bottom: SIZE };
    this.#seats = this.#pitch < scene.houseBelow ? null : { data, width: SIZE, ...whole };
  }

  /**
   * Copies the drawing to a canvas whose upper left corner is at a point of the drawing.
   *
   * @param until when to stop drawing tiles that are not there yet, by `performance.now()`
   * @returns whether nothing is missing
   */
  show(
    context: Context,
    { left, top, width, height }: { left: number; top: number; width: number; height: number },
    until: number,
  ): boolean {
    let isComplete = true;
    const keys = this.#keysIn([left, top, left + width, top + height]);
    this.#most = Math.max(this.#most, keys.length * SCREENS);
    for (const key of keys) {
      let tile = this.#tiles.get(key);
      if (tile) {
        this.#tiles.delete(key);
        this.#tiles.set(key, tile);
      } else if (performance.now() < until) tile = this.#draw(key);
      if (tile) context.drawImage(tile.context.canvas, tile.left - left, tile.top - top);
      else isComplete = false;
    }
    return isComplete;
  }

  /** Draws a tile beside a part that is shown, if one is missing. Returns whether there was one. */
  prepare([left, top, right, bottom]: Box): boolean {
    const half = SIZE / 2;
    const around: Box = [left - half, top - half, right + half, bottom + half];
    const key = this.#keysIn(around).find((each) => !this.#tiles.has(each));
    if (key === undefined) return false;
    this.#draw(key);
    return true;
  }

  /** Draws a part anew, where it is drawn at all. The part is a box in units of the chart. */
  redraw([left, top, right, bottom]: Box): void {
    const part: Box = [
      left * this.scale,
      top * this.scale,
      right * this.scale,
      bottom * this.scale,
    ];
    for (const key of this.#keysIn(part)) {
      const tile = this.#tiles.get(key);
      if (tile) this.#fill(tile, part);
    }
  }

  /** The box of a seat with everything that is drawn for it, in units of the chart. */
  boxOfSeat(place: number): Box {
    const { x, y, pitch } = this.#scene.places;
    const half = pitch * 0.4 + 2 / this.scale;
    const [middleX = 0, middleY = 0] = [x[place], y[place]];
    return [middleX - half, middleY - half, middleX + half, middleY + half];
  }

  get #pitch(): number {
    return (this.#scene.places.pitch * this.scale) / this.#ratio;
  }

  /** The tiles that a box of the drawing touches, from the middle on, so that the middle is drawn first. */
  #keysIn(box: Box): string[] {
    const [left, top] = this.#origin;
    const from = [(box[0] - left) / SIZE, (box[1] - top) / SIZE] as const;
    const to = [(box[2] - left) / SIZE, (box[3] - top) / SIZE] as const;
    const [middleX, middleY] = [(from[0] + to[0] - 1) / 2, (from[1] + to[1] - 1) / 2];
    const keys: [key: string, distance: number][] = [];
    for (let line = Math.floor(from[1]); line < to[1]; line++) {
      for (let column = Math.floor(from[0]); column < to[0]; column++)
        keys.push([`${column} ${line}`, Math.hypot(column - middleX, line - middleY)]);
    }
    return keys.sort((a, b) => a[1] - b[1]).map(([key]) => key);
  }

  #draw(key: string): Tile {
    const [column = 0, line = 0] = key.split(' ').map(Number);
    const [left, top] = this.#origin;
    const tile = {
      context: contextOf(new OffscreenCanvas(SIZE, SIZE), { alpha: false }),
      left: left + column * SIZE,
      top: top + line * SIZE,
    };
    this.#fill(tile, [tile.left, tile.top, tile.left + SIZE, tile.top + SIZE]);
    this.#tiles.set(key, tile);
    const [oldest] = this.#tiles.keys();
    if (this.#tiles.size > this.#most && oldest !== undefined) this.#tiles.delete(oldest);
    return tile;
  }

  /** Draws the part of a tile that lies in a box of the drawing. */
  #fill({ context, left, top }: Tile, part: Box): void {
    const from = [
      Math.max(0, Math.floor(part[0] - left)),
      Math.max(0, Math.floor(part[1] - top)),
    ] as const;
    const to = [
      Math.min(SIZE, Math.ceil(part[2] - left)),
      Math.min(SIZE, Math.ceil(part[3] - top)),
    ] as const;
    const [width, height] = [to[0] - from[0], to[1] - from[1]];
    if (width <= 0 || height <= 0) return;
    const { scale } = this;
    const box: Box = [
      (from[0] + left) / scale,
      (from[1] + top) / scale,
      (to[0] + left) / scale,
      (to[1] + top) / scale,
    ];
    context.save();
    context.beginPath();
    context.rect(from[0], from[1], width, height);
    context.clip();
    context.fillStyle = this.#scene.theme.raised;
    context.fillRect(from[0], from[1], width, height);
    const placing = { scale, left, top, ratio: this.#ratio };
    drawHouse(context, this.#scene, { placing, box, filled: this.#seats === null });
    if (this.#seats) {
      Object.assign(this.#seats, { left: from[0], top: from[1], right: to[0], bottom: to[1] });
      this.#drawSeats(context, this.#seats, { left, top, box });
    }
    context.restore();
  }

  #drawSeats(
    context: Context,
    pixels: Pixels,
    { left, top, box }: { left: number; top: number; box: Box },
  ): void {
    this.#glyphs ??= drawGlyphs(this.#scene.theme, this.#pitch * this.#ratio);
    const { places, hasFont } = this.#scene;
    const width = pixels.right - pixels.left;
    for (let line = pixels.top; line < pixels.bottom; line++) {
      pixels.data.fill(0, line * SIZE + pixels.left, line * SIZE + pixels.right);
    }
    const rows = places.rows.filter((row) => touches(row.box, box, places.pitch * 2));
    const numbered: number[] = [];
    const half = this.#glyphs.size / 2 + 1;
    const at = { glyph: 0, x: 0, y: 0 };
    // Nothing is made or destructured for each seat: at the first drawing this runs before it is compiled.
    for (const { first, count } of rows) {
      for (let place = first; place < first + count; place++) {
        const x = (places.x[place] as number) * this.scale - left;
        const y = (places.y[place] as number) * this.scale - top;
        const isOff =
          x < pixels.left - half ||
          x > pixels.right + half ||
          y < pixels.top - half ||
          y > pixels.bottom + half;
        if (isOff || places.stretchOf[place] === -1) continue;
        const glyph = glyphOf(this.#scene, place);
        if (glyph < 0) continue;
        at.glyph = glyph;
        at.x = x;
        at.y = y;
        blit(pixels, this.#glyphs, at);
        this.drawn++;
        numbered.push(place);
      }
    }
    const { left: x, top: y } = pixels;
    this.#seatsCanvas.putImageData(this.#image, 0, 0, x, y, width, pixels.bottom - y);
    context.drawImage(
      this.#seatsCanvas.canvas,
      x,
      y,
      width,
      pixels.bottom - y,
      x,
      y,
      width,
      pixels.bottom - y,
    );
    if (!hasFont) return;
    if (this.#pitch >= NUMBERS_FROM) this.#drawNumbers(context, numbered, { left, top });
    if (this.#pitch >= ROW_NAMES_FROM) this.#drawRowNames(context, rows, { left, top });
  }

  #drawNumbers(
    context: Context,
    seats: readonly number[],
    { left, top }: { left: number; top: number },
  ): void {
    const { places, availability, theme, isBright } = this.#scene;
    const size = this.#pitch * 0.38 * this.#ratio;
    centreText(context);
    context.font = `700 ${size}px ${theme.font}`;
    for (const place of seats) {
      // A mark stands on the others instead of a number.
      if (!availability.isAvailable(place) || places.flags[place] !== 0) continue;
      const row = rowWith(places, place);
      const section = sectionWith(places, place);
      context.globalAlpha = isBright(place) ? 1 : 0.4;
      context.fillStyle = theme.onCategories[section?.colour ?? 0] ?? theme.raised;
      const [x, y] = pointOf(places, place);
      const text = row?.numbers[place - row.first] ?? '';
      context.fillText(
        text,
        x * this.scale - left,
        y * this.scale - top + size * 0.05,
        this.#pitch * 0.7 * this.#ratio,
      );
    }
    context.globalAlpha = 1;
  }

  /** The names of rows stand before their first seats. */
  #drawRowNames(
    context: Context,
    rows: readonly Row[],
    { left, top }: { left: number; top: number },
  ): void {
    const { places, theme } = this.#scene;
    centreText(context);
    const size = Math.min(12, this.#pitch * 0.75) * this.#ratio;
    context.font = `600 ${size}px ${theme.font}`;
    for (const { name, first, count } of rows) {
      if (count < 2 || places.stretchOf[first] === -1) continue;
      const at = (of: Float32Array) => (of[first] ?? 0) * 2 - (of[first + 1] ?? 0);
      const [x, y] = [at(places.x) * this.scale - left, at(places.y) * this.scale - top];
      const width = context.measureText(name).width + 4;
      context.fillStyle = theme.raised;
      context.fillRect(x - width / 2, y - size / 2, width, size);
      context.fillStyle = theme.ink3;
      context.fillText(name, x, y);
    }
  }
}
