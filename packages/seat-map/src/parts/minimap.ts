import type { ChartPoint } from '../chart/chart.ts';
import { tracePath } from '../drawing/house.ts';
import type { Scene } from '../drawing/scene.ts';
import type { Camera } from '../view/camera.ts';
import { element } from './element.ts';

/** The longest side, in pixels. */
const SIZE = 104;
const MARGIN = 6;

/** The whole house with a frame around what is shown; a press on it goes there. */
export function createMinimap(scene: Scene, goTo: (point: ChartPoint) => void) {
  const canvas = element('canvas');
  const [left, top, right, bottom] = scene.places.box;
  const scale = (SIZE - 2 * MARGIN) / Math.max(right - left, bottom - top);
  const [width, height] = [
    (right - left) * scale + 2 * MARGIN,
    (bottom - top) * scale + 2 * MARGIN,
  ];
  const go = (event: PointerEvent) => {
    if (event.buttons === 0) return;
    const box = canvas.getBoundingClientRect();
    goTo([
      (event.clientX - box.left - MARGIN) / scale + left,
      (event.clientY - box.top - MARGIN) / scale + top,
    ]);
  };
  const root = element(
    'div',
    { class: 'sm-minimap', 'aria-hidden': 'true', hidden: true, pointerdown: go, pointermove: go },
    canvas,
  );
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return {
    root,
    draw(camera: Camera) {
      const isWhole = camera.view.scale <= camera.around().scale * 1.25;
      root.hidden = isWhole || camera.width < 320;
      const context = canvas.getContext('2d');
      if (root.hidden || !context) return;
      const ratio = devicePixelRatio || 1;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      context.scale(ratio, ratio);
      const { theme, chart, places } = scene;
      const placing = { scale, left: left * scale - MARGIN, top: top * scale - MARGIN, ratio: 1 };
      if (chart.stage) {
        tracePath(context, chart.stage.outline, placing);
        context.fillStyle = theme.ink;
        context.fill();
      }
      context.globalAlpha = 0.5;
      for (const { shape, colour } of places.sections) {
        tracePath(context, shape.corners, placing);
        context.fillStyle = theme.categories[colour] ?? theme.line2;
        context.fill();
      }
      context.globalAlpha = 1;
      const [x, y, x2, y2] = camera.visible;
      context.strokeStyle = theme.ink;
      context.lineWidth = 2;
      const at = (value: number, from: number, most: number) =>
        Math.min(Math.max((value - from) * scale + MARGIN, 1), most - 1);
      const [frameLeft, frameTop] = [at(x, left, width), at(y, top, height)];
      context.strokeRect(
        frameLeft,
        frameTop,
        at(x2, left, width) - frameLeft,
        at(y2, top, height) - frameTop,
      );
    },
  };
}
