import { ACCESSIBLE, COMPANION, RESTRICTED_VIEW } from '@frontrow/contract/chart/layout';

/*
 * The glyphs of seats, drawn once for each size and colour and then copied by their pixels. 18,000 seats are drawn anew
 * in each frame, so that dragging any of them needs no layers.
 */

export const PLAIN = 0;
export const WHEELCHAIR = 1;
export const WITH_WHEELCHAIR = 2;
export const RESTRICTED = 3;
export const HELD = 4;
export const SOLD = 5;
export const BLOCKED = 6;
export const CHOSEN = 7;
const KINDS = 8;
/** Positions between pixels in each direction, so that rows of small glyphs look even. */
const PHASES = 2;

export interface Glyphs {
  pixels: Uint32Array;
  size: number;
  /** Pixels of a line of the atlas. */
  stride: number;
}

export function kindOf(flags: number): number {
  if (flags & ACCESSIBLE) return WHEELCHAIR;
  if (flags & COMPANION) return WITH_WHEELCHAIR;
  return flags & RESTRICTED_VIEW ? RESTRICTED : PLAIN;
}

export const glyphIndex = (colour: number, kind: number): number => colour * KINDS + kind;
export const colourOfGlyph = (glyph: number): number => Math.floor(glyph / KINDS);

export interface GlyphColours {
  /** An empty one is not used. */
  colours: readonly string[];
  ink: string;
  /** Whether places that are held, sold, off sale or chosen are drawn too. */
  hasStates: boolean;
}

/** The glyphs of some colours for a pitch in pixels of the device. */
export function drawGlyphs({ colours, ink, hasStates }: GlyphColours, pitch: number): Glyphs {
  const kinds = hasStates ? KINDS : HELD;
  const size = Math.ceil(pitch * 0.8) + 3;
  const stride = size * PHASES * PHASES;
  const canvas = new OffscreenCanvas(stride, Math.max(1, size * colours.length * KINDS));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no 2d canvas');
  for (const [colour, fill] of colours.entries()) {
    if (fill === '') continue;
    for (let kind = 0; kind < kinds; kind++) {
      for (let phase = 0; phase < PHASES * PHASES; phase++) {
        const left = size * phase + size / 2 + ((phase % PHASES) + 0.5) / PHASES - 0.5;
        const line = glyphIndex(colour, kind);
        const top = size * line + size / 2 + (Math.floor(phase / PHASES) + 0.5) / PHASES - 0.5;
        context.setTransform(pitch, 0, 0, pitch, left, top);
        context.fillStyle = context.strokeStyle = fill;
        if (kind < HELD) drawPlace(context, kind);
        else drawState(context, kind, { ink, isSmall: pitch < 12 });
      }
    }
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { pixels: new Uint32Array(data.buffer), size, stride };
}

/** Draws a glyph around the origin, the pitch being 1, with the shapes of the buyers' seat map. */
function drawPlace(context: OffscreenCanvasRenderingContext2D, kind: number): void {
  context.lineWidth = 0.065;
  context.beginPath();
  if (kind === PLAIN) context.arc(0, 0, 0.39, 0, 2 * Math.PI);
  else if (kind === RESTRICTED) {
    context.arc(0, 0, 0.3575, 0, 2 * Math.PI);
    context.stroke();
    context.beginPath();
    context.arc(0, 0, 0.39, 0, Math.PI);
  } else context.roundRect(-0.38, -0.38, 0.76, 0.76, 0.12);
  context.fill();
  if (kind === PLAIN || kind === RESTRICTED) return;
  // The sign is cut out, so that it shows whatever is below.
  context.globalCompositeOperation = 'destination-out';
  context.lineWidth = 0.1;
  context.beginPath();
  if (kind === WITH_WHEELCHAIR) {
    context.moveTo(-0.2, 0);
    context.lineTo(0.2, 0);
    context.moveTo(0, -0.2);
    context.lineTo(0, 0.2);
  } else {
    context.arc(-0.05, -0.24, 0.07, 0, 7);
    context.fill();
    context.beginPath();
    context.moveTo(-0.05, -0.12);
    context.lineTo(-0.05, 0.04);
    context.lineTo(0.12, 0.04);
    context.lineTo(0.2, 0.22);
    context.moveTo(0.09, 0.2);
    context.arc(-0.04, 0.1, 0.16, 0.6, 4.1);
  }
  context.stroke();
  context.globalCompositeOperation = 'source-over';
}

/** A ring is held, a dot is sold, a cross is off sale; what is chosen has an outline of ink. */
function drawState(
  context: OffscreenCanvasRenderingContext2D,
  kind: number,
  { ink, isSmall }: { ink: string; isSmall: boolean },
): void {
  context.beginPath();
  if (kind === BLOCKED) {
    context.lineWidth = 0.14;
    context.moveTo(-0.26, -0.26);
    context.lineTo(0.26, 0.26);
    context.moveTo(0.26, -0.26);
    context.lineTo(-0.26, 0.26);
    context.stroke();
    return;
  }
  context.lineWidth = kind === CHOSEN && !isSmall ? 0.1 : 0.06;
  context.arc(0, 0, kind === SOLD ? 0.16 : kind === CHOSEN ? 0.42 : 0.36, 0, 2 * Math.PI);
  if (kind !== HELD) context.fill();
  if (kind === CHOSEN) context.strokeStyle = ink;
  if (kind !== SOLD) context.stroke();
}

/** Copies a glyph so that its middle is at a point. Where edges of two glyphs meet the stronger one stays. */
export function copyGlyph(
  target: { data: Uint32Array; width: number; height: number },
  { pixels, size, stride }: Glyphs,
  { glyph, x, y }: { glyph: number; x: number; y: number },
): void {
  const startX = x - size / 2 + 0.5;
  const startY = y - size / 2 + 0.5;
  const cornerX = Math.floor(startX);
  const cornerY = Math.floor(startY);
  const fromX = Math.max(cornerX, 0);
  const toX = Math.min(cornerX + size, target.width);
  const toY = Math.min(cornerY + size, target.height);
  const phase =
    Math.floor((startX - cornerX) * PHASES) + PHASES * Math.floor((startY - cornerY) * PHASES);
  for (let row = Math.max(cornerY, 0); row < toY; row++) {
    let from = (glyph * size + row - cornerY) * stride + phase * size + fromX - cornerX;
    const end = row * target.width + toX;
    for (let to = row * target.width + fromX; to < end; to++, from++) {
      const pixel = pixels[from] as number;
      if (pixel >>> 24 > (target.data[to] as number) >>> 24) target.data[to] = pixel;
    }
  }
}
