export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** @throws if the browser has no 2d canvas */
export function contextOf(
  canvas: OffscreenCanvas,
  settings: CanvasRenderingContext2DSettings,
): OffscreenCanvasRenderingContext2D;
export function contextOf(
  canvas: HTMLCanvasElement,
  settings: CanvasRenderingContext2DSettings,
): CanvasRenderingContext2D;
export function contextOf(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  settings: CanvasRenderingContext2DSettings,
): Context {
  const context = canvas.getContext('2d', settings) as Context | null;
  if (!context) throw new Error('This browser has no 2d canvas');
  return context;
}
