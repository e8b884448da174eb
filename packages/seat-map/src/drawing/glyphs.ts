import { type Context, contextOf } from './context.ts';
import type { Theme } from './theme.ts';

/*
 * The glyph of a seat says its state by its shape: disc, ring, dot, square, half disc. All glyphs of a scale are drawn
 * once into an atlas, and then copied by their pixels (blit.ts): in a browser without a graphics processor that is ten
 * times as fast as `drawImage` or a path for each seat.
 */

export const PLAIN = 0;
export const WHEELCHAIR = 1;
export const WITH_WHEELCHAIR = 2;
export const RESTRICTED = 3;
const KINDS = 4;
/** The strength of what is filtered out. */
const DIM = 0.25;

export interface Glyphs {
  pixels: Uint32Array;
  /** The width and height of a glyph, and of a line of the atlas, in pixels. */
  size: number;
  stride: number;
  /** Positions between pixels, in each direction: small glyphs have several, so that rows look even. */
  phases: number;
  categories: number;
}

/** The index of a glyph in the atlas. */
export const availableGlyph = (category: number, kind: number): number => category * KINDS + kind;
export const heldGlyph = (categories: number): number => categories * KINDS;
export const soldGlyph = (categories: number): number => categories * KINDS + 1;
/** Added to the index of a glyph that is filtered out. */
export const dimBy = (categories: number): number => categories * KINDS + 2;

/** Draws the glyphs for a pitch in pixels of the device. */
export function drawGlyphs(theme: Theme, pitch: number): Glyphs {
  const categories = theme.categories.length;
  const count = dimBy(categories) * 2;
  const phases = pitch < 24 ? 2 : 1;
  const size = Math.ceil(pitch * 0.8) + 3;
  const stride = size * phases * phases;
  const canvas = new OffscreenCanvas(stride, size * count);
  const context = contextOf(canvas, { willReadFrequently: true });
  for (let glyph = 0; glyph < count; glyph++) {
    context.globalAlpha = glyph < count / 2 ? 1 : DIM;
    for (let phase = 0; phase < phases * phases; phase++) {
      const left = size * phase + size / 2 + ((phase % phases) + 0.5) / phases - 0.5;
      const top = size * glyph + size / 2 + (Math.floor(phase / phases) + 0.5) / phases - 0.5;
      context.setTransform(pitch, 0, 0, pitch, left, top);
      drawGlyph(context, theme, glyph % (count / 2));
    }
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { pixels: new Uint32Array(data.buffer), size, stride, phases, categories };
}

/** Draws a glyph around the origin, the pitch being 1. */
export function drawGlyph(context: Context, theme: Theme, glyph: number): void {
  const held = heldGlyph(theme.categories.length);
  context.lineWidth = 0.065;
  context.beginPath();
  if (glyph === held) {
    context.strokeStyle = theme.ink3;
    disc(context, 0.355);
    context.stroke();
  } else if (glyph > held) {
    context.fillStyle = theme.line2;
    context.save();
    context.globalAlpha *= 0.6;
    disc(context, 0.15);
    context.fill();
    context.restore();
  } else drawAvailable(context, theme, glyph);
}

function drawAvailable(context: Context, theme: Theme, glyph: number): void {
  const kind = glyph % KINDS;
  const category = Math.floor(glyph / KINDS);
  context.fillStyle = context.strokeStyle = theme.categories[category] ?? theme.ink;
  if (kind === PLAIN) disc(context, 0.39);
  else if (kind === RESTRICTED) {
    disc(context, 0.3575);
    context.stroke();
    context.beginPath();
    context.arc(0, 0, 0.39, 0, Math.PI);
  } else context.roundRect(-0.38, -0.38, 0.76, 0.76, 0.12);
  context.fill();
  context.strokeStyle = context.fillStyle = theme.onCategories[category] ?? theme.raised;
  if (kind === WITH_WHEELCHAIR) drawPlus(context);
  if (kind === WHEELCHAIR) drawWheelchair(context);
}

function drawPlus(context: Context): void {
  context.lineWidth = 0.09;
  context.beginPath();
  context.moveTo(-0.18, 0);
  context.lineTo(0.18, 0);
  context.moveTo(0, -0.18);
  context.lineTo(0, 0.18);
  context.stroke();
}

function drawWheelchair(context: Context): void {
  context.lineWidth = 0.07;
  context.lineJoin = context.lineCap = 'round';
  context.beginPath();
  context.arc(-0.05, -0.24, 0.06, 0, 7);
  context.fill();
  context.beginPath();
  context.moveTo(-0.05, -0.12);
  context.lineTo(-0.05, 0.04);
  context.lineTo(0.12, 0.04);
  context.lineTo(0.2, 0.22);
  context.stroke();
  context.beginPath();
  context.arc(-0.04, 0.1, 0.16, 0.45, 4.1);
  context.stroke();
}

const disc = (context: Context, radius: number) => context.arc(0, 0, radius, 0, 2 * Math.PI);
