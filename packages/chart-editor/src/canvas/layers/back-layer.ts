import type { Point } from '@frontrow/contract/chart/geometry';
import { seatsOfSection } from '../../model/section-seats.ts';
import { type Camera, toScreen, visibleBox } from '../camera.ts';
import { handlesOf } from '../handles.ts';
import type { Scene } from '../scene.ts';
import { categoryOrder } from './seat-layer.ts';
import { colourOf, type Theme } from './theme.ts';

/** The grid has a dot for so many units, where they are far enough from one another. */
const GRID_UNITS = 100;
const LEAST_GRID_PIXELS = 18;

/** What lies below the seats: the sheet, the stage, the shapes of sections, and what is selected. */
export function drawBack(
  context: CanvasRenderingContext2D,
  { scene, camera, theme }: { scene: Scene; camera: Camera; theme: Theme },
): void {
  context.fillStyle = theme.sunk;
  context.fillRect(0, 0, camera.width, camera.height);
  const { document } = scene;
  const [left, top] = toScreen(camera, [0, 0]);
  const [right, bottom] = toScreen(camera, [document.width, document.height]);
  context.fillStyle = theme.raised;
  context.fillRect(left, top, right - left, bottom - top);
  drawGrid(context, { scene, camera, theme });
  context.lineWidth = 1;
  context.strokeStyle = theme.line2;
  context.strokeRect(
    Math.round(left) - 0.5,
    Math.round(top) - 0.5,
    right - left + 1,
    bottom - top + 1,
  );
  drawShapes(context, { scene, camera, theme });
  drawStage(context, { scene, camera, theme });
  drawSelection(context, { scene, camera, theme });
}

interface Given {
  scene: Scene;
  camera: Camera;
  theme: Theme;
}

function drawGrid(context: CanvasRenderingContext2D, { scene, camera, theme }: Given): void {
  const step =
    GRID_UNITS *
    Math.max(1, 10 ** Math.ceil(Math.log10(LEAST_GRID_PIXELS / camera.scale / GRID_UNITS)));
  if (step * camera.scale < LEAST_GRID_PIXELS) return;
  const view = visibleBox(camera);
  const from = (least: number) => Math.ceil(Math.max(0, least) / step) * step;
  const { width, height } = scene.document;
  context.fillStyle = theme.line;
  for (let x = from(view[0]); x <= Math.min(view[2], width); x += step) {
    for (let y = from(view[1]); y <= Math.min(view[3], height); y += step) {
      const [left, top] = toScreen(camera, [x, y]);
      context.fillRect(left - 0.75, top - 0.75, 1.5, 1.5);
    }
  }
}

function drawShapes(context: CanvasRenderingContext2D, { scene, camera, theme }: Given): void {
  const order = categoryOrder(scene.document);
  for (const section of scene.document.sections) {
    const { outline } = seatsOfSection(section, scene.document.focus);
    if (!outline) continue;
    const colour = theme.categories[colourOf(order.indexOf(section.category), order.length)];
    trace(
      context,
      outline.map((point) => toScreen(camera, point)),
    );
    context.fillStyle = context.strokeStyle = colour ?? theme.ink3;
    context.globalAlpha = section.shape.kind === 'STANDING' ? 0.22 : 0.07;
    context.fill();
    context.globalAlpha = 0.55;
    context.lineWidth = 1;
    context.stroke();
    context.globalAlpha = 1;
  }
}

function drawStage(context: CanvasRenderingContext2D, { scene, camera, theme }: Given): void {
  const { stage, focus } = scene.document;
  if (stage) {
    trace(
      context,
      stage.outline.map((point) => toScreen(camera, point)),
    );
    context.fillStyle = scene.isStageSelected ? theme.you : theme.sunk;
    context.strokeStyle = scene.isStageSelected ? theme.ink : theme.line2;
    context.lineWidth = scene.isStageSelected ? 2 : 1;
    context.fill();
    context.stroke();
    const corners = stage.outline.map((point) => toScreen(camera, point));
    const x = corners.reduce((sum, corner) => sum + corner[0], 0) / corners.length;
    const y = corners.reduce((sum, corner) => sum + corner[1], 0) / corners.length;
    context.fillStyle = scene.isStageSelected ? theme.onYou : theme.ink2;
    context.font = `600 13px ${theme.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(stage.label, x, y);
  }
  const [x, y] = toScreen(camera, focus);
  context.strokeStyle = theme.ink2;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 5, 0, 2 * Math.PI);
  context.moveTo(x - 9, y);
  context.lineTo(x + 9, y);
  context.moveTo(x, y - 9);
  context.lineTo(x, y + 9);
  context.stroke();
}

/** What is selected lies on the colour of a change, inside an outline of ink. */
function drawSelection(context: CanvasRenderingContext2D, { scene, camera, theme }: Given): void {
  const handles = handlesOf(scene, camera);
  if (!handles) return;
  for (const section of scene.document.sections) {
    if (!scene.selected.has(section.id)) continue;
    const { box } = seatsOfSection(section, scene.document.focus);
    if (!box) continue;
    const [left, top] = toScreen(camera, [box[0], box[1]]);
    const [right, bottom] = toScreen(camera, [box[2], box[3]]);
    const margin = section.outline === null ? 8 : 0;
    context.fillStyle = theme.you;
    context.globalAlpha = 0.45;
    const { outline } = seatsOfSection(section, scene.document.focus);
    if (outline) {
      trace(
        context,
        outline.map((point) => toScreen(camera, point)),
      );
      context.fill();
    } else
      context.fillRect(
        left - margin,
        top - margin,
        right - left + 2 * margin,
        bottom - top + 2 * margin,
      );
    context.globalAlpha = 1;
  }
}

function trace(context: CanvasRenderingContext2D, corners: readonly Point[]): void {
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}
