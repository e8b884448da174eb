import type { Point } from '@frontrow/contract/chart/geometry';
import { toChart } from './camera.ts';
import { sectionAt } from './find.ts';
import { begin } from './gestures/begin.ts';
import type { CanvasParts, Gesture, PressAt } from './gestures/gesture.ts';
import { handleAt, handlesOf } from './handles.ts';

/** A pointer that moves less than this many pixels presses. */
const SLOP = 4;
/** The factor of zoom for a pixel of a wheel; a pinch on a touchpad comes with the control key. */
const WHEEL = 0.0016;
const PINCH = 0.01;
const LINE_PIXELS = 20;

interface Press {
  id: number;
  start: Point;
  last: Point;
  isDrag: boolean;
  /** Null: it moves the sheet. */
  gesture: Gesture | null;
}

/** Presses, drags, pinches and the wheel on an element. Returns what ends it. */
export function listenToPointer(element: HTMLElement, parts: CanvasParts): () => void {
  const end = new AbortController();
  const { surface } = parts;
  const others = new Map<number, Point>();
  let press: Press | null = null;
  let isSpace = false;

  const pointOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const at = (event: MouseEvent): PressAt => {
    const screen = pointOf(event);
    const { shiftKey: isShift, altKey: isAlt } = event;
    return { screen, chart: toChart(surface.camera, screen), isShift, isAlt };
  };
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ) => element.addEventListener(name, listener, { signal: end.signal, passive: false });

  on('pointerdown', (event) => {
    if (event.button > 1) return;
    element.setPointerCapture(event.pointerId);
    const start = pointOf(event);
    if (press) {
      // A second finger: both together move and zoom the sheet.
      press.gesture?.cancel();
      press.gesture = null;
      press.isDrag = true;
      others.set(event.pointerId, start);
      return;
    }
    const gesture = event.button === 1 || isSpace ? null : begin(parts, at(event));
    press = { id: event.pointerId, start, last: start, isDrag: false, gesture };
  });
  on('pointermove', (event) => {
    if (!press) return showCursor(element, parts, at(event));
    const now = pointOf(event);
    if (others.size > 0) return pinch(event.pointerId, now);
    if (event.pointerId !== press.id) return;
    if (!press.isDrag && distance(press.start, now) < SLOP) return;
    press.isDrag = true;
    if (press.gesture) press.gesture.move(at(event));
    else surface.pan([now[0] - press.last[0], now[1] - press.last[1]]);
    press.last = now;
  });
  const pinch = (id: number, now: Point) => {
    if (!press) return;
    const [other] = others.values();
    const isFirst = id === press.id;
    const [moved, still] = isFirst ? [press.last, other] : [others.get(id), press.last];
    if (!moved || !still) return;
    surface.pan([(now[0] - moved[0]) / 2, (now[1] - moved[1]) / 2]);
    const middle: Point = [(now[0] + still[0]) / 2, (now[1] + still[1]) / 2];
    surface.zoom(distance(now, still) / Math.max(1, distance(moved, still)), middle);
    if (isFirst) press.last = now;
    else others.set(id, now);
  };
  on('pointerup', (event) => {
    if (others.delete(event.pointerId) || press?.id !== event.pointerId) return;
    const { gesture, isDrag } = press;
    press = null;
    others.clear();
    gesture?.end(at(event), !isDrag);
  });
  on('pointercancel', () => {
    press?.gesture?.cancel();
    press = null;
    others.clear();
  });
  on('keydown', (event) => {
    if (event.key === ' ' && parts.editor.get().tool.kind === 'SELECT') {
      isSpace = true;
      event.preventDefault();
    }
    if (event.key === 'Escape' && press?.gesture) {
      press.gesture.cancel();
      press = null;
      event.stopImmediatePropagation();
    }
  });
  on('keyup', (event) => {
    if (event.key === ' ') isSpace = false;
  });
  on('wheel', (event) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : LINE_PIXELS);
    if (event.shiftKey) surface.pan([-pixels, 0]);
    else surface.zoom(Math.exp(-pixels * (event.ctrlKey ? PINCH : WHEEL)), pointOf(event));
  });
  return () => end.abort();
}

/** The form of the pointer says what a press does. */
function showCursor(element: HTMLElement, parts: CanvasParts, at: PressAt): void {
  const { editor, surface, scene } = parts;
  const { tool } = editor.get();
  if (tool.kind === 'SELECT') {
    const handle = handleAt(handlesOf(scene(), surface.camera), at.screen);
    if (handle) element.dataset.cursor = handle.kind === 'TURN' ? 'turn' : 'corner';
    else {
      const id = sectionAt(editor.document, at.chart, 8 / surface.camera.scale);
      element.dataset.cursor = id === null ? 'none' : 'move';
    }
  } else element.dataset.cursor = tool.kind === 'HAND' ? 'hand' : 'cross';
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
