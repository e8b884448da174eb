/** A point on the map in CSS pixels from its upper left corner. */
export type ScreenPoint = readonly [x: number, y: number];

export interface GestureActions {
  start: () => void;
  pan: (byX: number, byY: number) => void;
  zoom: (factor: number, at: ScreenPoint) => void;
  tap: (at: ScreenPoint, isTouch: boolean) => void;
  /** The mouse is at a point without a button; null: it left. */
  hover: (at: ScreenPoint | null) => void;
}

/** A finger that moves less than this many pixels taps. */
const SLOP = 8;
/** The factor of zoom for a pixel of a wheel; a pinch on a touchpad comes as small steps with the control key. */
const WHEEL = 0.0018;
const PINCH = 0.01;
const LINE_PIXELS = 20;

/** Drag, pinch, wheel, tap and hover on an element. Returns what ends it. */
export function listenToGestures(target: HTMLElement, actions: GestureActions): () => void {
  const pointers = new Map<number, ScreenPoint>();
  let start: ScreenPoint = [0, 0];
  let isDrag = false;
  const end = new AbortController();
  const on = <
    Name extends
      | 'pointerdown'
      | 'pointermove'
      | 'pointerup'
      | 'pointercancel'
      | 'pointerleave'
      | 'wheel',
  >(
    name: Name,
    listener: (event: HTMLElementEventMap[Name], at: ScreenPoint) => void,
  ) =>
    target.addEventListener(
      name,
      (event) => {
        const box = target.getBoundingClientRect();
        listener(event, [event.clientX - box.left, event.clientY - box.top]);
      },
      { signal: end.signal, passive: false },
    );

  on('pointerdown', (event, at) => {
    if (event.button !== 0) return;
    actions.start();
    target.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at);
    if (pointers.size === 1) [start, isDrag] = [at, false];
    else isDrag = true;
    actions.hover(null);
  });
  on('pointermove', (event, at) => {
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') actions.hover(at);
      return;
    }
    if (!isDrag && distance(at, start) < SLOP) return;
    isDrag = true;
    target.classList.add('is-dragged');
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, at);
    if (!other) return actions.pan(at[0] - before[0], at[1] - before[1]);
    const middle: ScreenPoint = [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2];
    actions.pan((at[0] - before[0]) / 2, (at[1] - before[1]) / 2);
    actions.zoom(distance(at, other) / Math.max(1, distance(before, other)), middle);
  });
  on('pointerup', (event, at) => {
    if (!pointers.delete(event.pointerId)) return;
    target.classList.remove('is-dragged');
    if (!isDrag && pointers.size === 0) actions.tap(at, event.pointerType !== 'mouse');
  });
  on('pointercancel', (event) => {
    pointers.delete(event.pointerId);
    target.classList.remove('is-dragged');
  });
  on('pointerleave', () => actions.hover(null));
  on('wheel', (event, at) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : LINE_PIXELS);
    actions.zoom(Math.exp(-pixels * (event.ctrlKey ? PINCH : WHEEL)), at);
  });
  return () => end.abort();
}

const distance = (a: ScreenPoint, b: ScreenPoint): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
