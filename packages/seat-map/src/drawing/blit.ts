import type { Glyphs } from './glyphs.ts';

/** Pixels to draw into, of which only a part is touched. */
export interface Pixels {
  data: Uint32Array;
  width: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Copies the part of a glyph that lies in the touched part of the pixels, so that its middle is at a point. */
export function blit(
  pixels: Pixels,
  glyphs: Glyphs,
  { glyph, x, y }: { glyph: number; x: number; y: number },
): void {
  const { size, stride, phases } = glyphs;
  const startX = x - size / 2 + 0.5;
  const startY = y - size / 2 + 0.5;
  const cornerX = Math.floor(startX);
  const cornerY = Math.floor(startY);
  const fromX = Math.max(cornerX, pixels.left);
  const toX = Math.min(cornerX + size, pixels.right);
  const fromY = Math.max(cornerY, pixels.top);
  const toY = Math.min(cornerY + size, pixels.bottom);
  const phase =
    Math.floor((startX - cornerX) * phases) + phases * Math.floor((startY - cornerY) * phases);
  const source = glyphs.pixels;
  const { data, width } = pixels;
  for (let row = fromY; row < toY; row++) {
    let from = (glyph * size + row - cornerY) * stride + phase * size + fromX - cornerX;
    const end = row * width + toX;
    for (let to = row * width + fromX; to < end; to++, from++) {
      const pixel = source[from] as number;
      // Where the edges of two glyphs meet the stronger one stays.
      if (pixel >>> 24 > (data[to] as number) >>> 24) data[to] = pixel;
    }
  }
}
