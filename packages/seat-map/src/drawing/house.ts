import type { ChartPoint } from '../chart/chart.ts';
import type { Section } from '../chart/places.ts';
import { type Box, boxOf, isInside, touches } from '../chart/shapes.ts';
import type { Context } from './context.ts';
import type { Scene } from './scene.ts';

/** Where and how large a chart is drawn: pixel = unit * scale - offset. `ratio` is that of the device. */
export interface Placing {
  scale: number;
  left: number;
  top: number;
  ratio: number;
}

/** Draws what stands under the seats within a box of the chart: stage and sections. */
export function drawHouse(
  context: Context,
  scene: Scene,
  { placing, box, filled }: { placing: Placing; box: Box; filled: boolean },
): void {
  const { stage } = scene.chart;
  if (stage && touches(boxOf(stage.outline), box)) drawStage(context, scene, placing);
  for (const section of scene.places.sections) {
    if (!touches(section.shape.box, box)) continue;
    const isStanding = section.kind === 'GENERAL';
    drawSection(context, scene, { section, placing, filled: filled || isStanding });
    if ((filled || isStanding) && scene.hasFont) drawLabel(context, scene, { section, placing });
  }
}

export function tracePath(
  context: Context,
  corners: readonly ChartPoint[],
  { scale, left, top }: Placing,
): void {
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x * scale - left, y * scale - top);
  context.closePath();
}

function drawStage(context: Context, { chart, theme, hasFont }: Scene, placing: Placing): void {
  const { stage } = chart;
  if (!stage) return;
  tracePath(context, stage.outline, placing);
  context.fillStyle = theme.sunk;
  context.fill();
  context.strokeStyle = theme.line2;
  context.lineWidth = placing.ratio;
  context.stroke();
  if (!hasFont) return;
  const [left, top, right, bottom] = boxOf(stage.outline).map((at) => at * placing.scale) as Box;
  const [width, height] = [right - left, bottom - top];
  const size = Math.min(16 * placing.ratio, height * 0.5);
  if (size < 7 * placing.ratio) return;
  context.font = `700 ${size}px ${theme.font}`;
  if (context.measureText(stage.label).width > width) return;
  context.fillStyle = theme.ink;
  centreText(context);
  context.fillText(stage.label, left + width / 2 - placing.left, top + height / 2 - placing.top);
}

/** Whether anything of a section is to be had and wanted. */
const isBright = ({ places, isBright }: Scene, { firstPlace, places: count }: Section): boolean => {
  if (places.stretchOf[firstPlace] === -1) return isBright(firstPlace);
  for (let place = firstPlace; place < firstPlace + count; place++)
    if (isBright(place)) return true;
  return false;
};

function drawSection(
  context: Context,
  scene: Scene,
  { section, placing, filled }: { section: Section; placing: Placing; filled: boolean },
): void {
  const { theme, availability } = scene;
  const hasAny = availability.leftIn(section.index) > 0;
  const colour = theme.categories[section.colour] ?? theme.ink;
  context.save();
  tracePath(context, section.shape.corners, placing);
  if (filled && hasAny) {
    const strength = isBright(scene, section) ? 1 : 0.25;
    context.globalAlpha = 0.16 * strength;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = strength;
    context.strokeStyle = colour;
    context.lineWidth = 1.5 * placing.ratio;
  } else {
    context.fillStyle = theme.sunk;
    if (filled) context.fill();
    context.strokeStyle = theme.line;
    context.lineWidth = placing.ratio;
  }
  context.stroke();
  context.restore();
}

const LINE = 16;

/** The name, price and count of a section: as many lines as have room. Of a long name the last word may do. */
function drawLabel(
  context: Context,
  scene: Scene,
  { section, placing }: { section: Section; placing: Placing },
): void {
  const { theme, messages, availability, price } = scene;
  const { ratio, scale, left, top } = placing;
  const available = availability.leftIn(section.index);
  const [name, ...below] = [
    section.name,
    ...(available > 0 ? [price(section.price), messages.left(available)] : [messages.soldOut]),
  ];
  const fontOf = (line: number) =>
    `${line === 0 ? 700 : 400} ${(line === 0 ? 13 : 12) * ratio}px ${theme.font}`;
  const [x, y] = section.shape.label;
  const step = (LINE * ratio) / scale;
  const fits = (lines: readonly string[]) =>
    lines.every((text, line) => {
      context.font = fontOf(line);
      const needed = (context.measureText(text).width + 4 * ratio) / scale / 2;
      const middle = y + (line - (lines.length - 1) / 2) * step;
      return [middle - step / 2, middle + step / 2].every(
        (edge) =>
          isInside(section.shape.corners, [x - needed, edge]) &&
          isInside(section.shape.corners, [x + needed, edge]),
      );
    });
  const word = name.split(/\s+/).at(-1) ?? '';
  const lines = [
    [name, ...below],
    [name, ...below.slice(0, 1)],
    [name],
    [word, ...below],
    [word],
  ].find(fits);
  if (!lines) return;
  context.globalAlpha = isBright(scene, section) ? 1 : 0.4;
  centreText(context);
  for (const [line, text] of lines.entries()) {
    const isName = line === 0;
    context.font = fontOf(line);
    context.fillStyle = available === 0 ? theme.ink3 : isName ? theme.ink : theme.ink2;
    const middle = y * scale - top + (line - (lines.length - 1) / 2) * LINE * ratio;
    context.fillText(text, x * scale - left, middle);
  }
  context.globalAlpha = 1;
}

export function centreText(context: Context): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
}
