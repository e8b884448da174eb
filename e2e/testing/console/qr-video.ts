import { writeFileSync } from 'node:fs';
import { encode } from 'uqr';

const [WIDTH, HEIGHT] = [640, 480];
const WHITE = 235;
const BLACK = 16;

/**
 * Writes a film of a QR code for the browser's camera: raw frames (Y4M), which Chromium plays again and again with
 * `--use-file-for-fake-video-capture`.
 */
export function writeQrVideo(file: string, text: string): void {
  const { data, size } = encode(text, { border: 4 });
  const scale = Math.floor(HEIGHT / size);
  const [left, top] = [(WIDTH - size * scale) >> 1, (HEIGHT - size * scale) >> 1];
  const light = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (const [y, row] of data.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (!isDark) continue;
      for (let line = 0; line < scale; line++) {
        const from = (top + y * scale + line) * WIDTH + left + x * scale;
        light.fill(BLACK, from, from + scale);
      }
    }
  }
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colours]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(file, Buffer.concat([head, frame, frame]));
}
