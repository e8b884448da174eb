import type { ChartDocument, Section } from '../../model/document.ts';
import { type SectionSeats, seatsOfSection } from '../../model/section-seats.ts';
import type { Box } from '../../model/shape/plane.ts';
import type { Camera } from '../camera.ts';
import {
  colourOfGlyph,
  copyGlyph,
  drawGlyphs,
  type GlyphColours,
  type Glyphs,
  glyphIndex,
  kindOf,
} from './glyphs.ts';
import { colourOf, type Theme } from './theme.ts';

/** The glyph of a seat of a section, instead of that of a place to sell: a colour and a kind. */
export type SeatLook = (section: number, seat: number) => { colour: number; kind: number } | null;

/** Pixels of the device between two seats under which a seat is a square of one or two pixels. */
const SQUARES_BELOW = 3.4;

/** From one size of glyphs to the next. */
const GLYPH_STEP = 1.04;
/** So many sizes are kept. */
const MOST_GLYPHS = 40;

/** The seats of a document as pixels. */
export class SeatLayer {
  #image: ImageData | null = null;
  #data = new Uint32Array(0);
  readonly #glyphs = new Map<number, Glyphs>();
  #look: GlyphColours = { colours: [], ink: '', hasStates: false };
  #key = '';
  /** Each colour as a pixel. */
  #pixels = new Uint32Array(0);

  /** Draws all seats that are on the screen. */
  draw(
    context: CanvasRenderingContext2D,
    { document, camera, theme, more = [], lookFor }: SeatScene,
  ): void {
    const { width, height } = context.canvas;
    const ratio = width / camera.width;
    const colours = coloursOfSections(document);
    const used = theme.categories.map((colour, index) => (colours.includes(index) ? colour : ''));
    this.#prepare(
      { colours: [...used, ...more], ink: theme.ink, hasStates: lookFor !== undefined },
      [width, height],
    );
    this.#data.fill(0);
    for (const [index, section] of document.sections.entries()) {
      this.#drawSection(seatsOfSection(section, document.focus), {
        camera,
        ratio,
        colour: colours[index] ?? 0,
        lookFor: lookFor ? (seat) => lookFor(index, seat) : null,
      });
    }
    if (this.#image) context.putImageData(this.#image, 0, 0);
  }

  #prepare(look: GlyphColours, [width, height]: [number, number]): void {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(Math.max(1, width), Math.max(1, height));
      this.#data = new Uint32Array(this.#image.data.buffer);
    }
    const key = JSON.stringify(look);
    if (key === this.#key) return;
    this.#key = key;
    this.#look = look;
    this.#glyphs.clear();
    this.#pixels = pixelsOf(look.colours);
  }

  #drawSection(
    seats: SectionSeats,
    {
      camera,
      ratio,
      colour,
      lookFor,
    }: {
      camera: Camera;
      ratio: number;
      colour: number;
      lookFor: ((seat: number) => ReturnType<SeatLook>) | null;
    },
  ): void {
    const scale = camera.scale * ratio;
    const pitch = seats.pitch * scale;
    const [width, height] = [camera.width * ratio, camera.height * ratio];
    const [left, top] = [camera.x - width / 2 / scale, camera.y - height / 2 / scale];
    const view: Box = [
      left - seats.pitch,
      top - seats.pitch,
      left + width / scale + seats.pitch,
      top + height / scale + seats.pitch,
    ];
    const glyphs = pitch < SQUARES_BELOW ? null : this.#glyphsFor(pitch);
    const target = {
      data: this.#data,
      width: this.#image?.width ?? 1,
      height: this.#image?.height ?? 1,
    };
    for (const { first, row, box } of seats.rows) {
      if (box[0] > view[2] || box[2] < view[0] || box[1] > view[3] || box[3] < view[1]) continue;
      for (let seat = first; seat < first + row.count; seat++) {
        const look = lookFor?.(seat);
        const glyph = look
          ? glyphIndex(look.colour, look.kind)
          : glyphIndex(colour, kindOf(seats.flags[seat] as number));
        const x = ((seats.x[seat] as number) - left) * scale;
        const y = ((seats.y[seat] as number) - top) * scale;
        if (glyphs) copyGlyph(target, glyphs, { glyph, x, y });
        else this.#square(target, { x, y, size: pitch < 2 ? 1 : 2, colour: colourOfGlyph(glyph) });
      }
    }
  }

  #square(
    { data, width, height }: { data: Uint32Array; width: number; height: number },
    { x, y, size, colour }: { x: number; y: number; size: number; colour: number },
  ): void {
    const pixel = this.#pixels[colour] as number;
    const [left, top] = [Math.round(x - size / 2), Math.round(y - size / 2)];
    for (let row = Math.max(0, top); row < Math.min(height, top + size); row++) {
      for (let column = Math.max(0, left); column < Math.min(width, left + size); column++) {
        data[row * width + column] = pixel;
      }
    }
  }

  #glyphsFor(pitch: number): Glyphs {
    // A zoom passes many scales: glyphs of nearly the right size do.
    const step = Math.round(Math.log(pitch) / Math.log(GLYPH_STEP));
    const known = this.#glyphs.get(step);
    if (known) return known;
    if (this.#glyphs.size > MOST_GLYPHS) this.#glyphs.clear();
    const glyphs = drawGlyphs(this.#look, GLYPH_STEP ** step);
    this.#glyphs.set(step, glyphs);
    return glyphs;
  }
}

export interface SeatScene {
  document: ChartDocument;
  camera: Camera;
  theme: Theme;
  /** Colours after those of the categories. */
  more?: readonly string[] | undefined;
  lookFor?: SeatLook | undefined;
}

/** The index of the colour of each section, as buyers see them: the dearest category has the first. */
function coloursOfSections({ sections, categories }: ChartDocument): number[] {
  const order = categoryOrder({ sections, categories });
  return sections.map(({ category }) => colourOf(order.indexOf(category), order.length));
}

/** The categories that sections have, the dearest first; those without a price stay in their order, at the end. */
export function categoryOrder({
  sections,
  categories,
}: Pick<ChartDocument, 'categories'> & { sections: readonly Section[] }): string[] {
  const used = new Set(sections.map(({ category }) => category));
  return categories
    .filter(({ name }) => used.has(name))
    .sort((a, b) => (b.price ?? 0) - (a.price ?? 0))
    .map(({ name }) => name);
}

function pixelsOf(colours: readonly string[]): Uint32Array<ArrayBuffer> {
  const canvas = new OffscreenCanvas(Math.max(1, colours.length), 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no 2d canvas');
  for (const [index, colour] of colours.entries()) {
    context.fillStyle = colour || '#000';
    context.fillRect(index, 0, 1, 1);
  }
  return new Uint32Array(context.getImageData(0, 0, canvas.width, 1).data.buffer);
}
