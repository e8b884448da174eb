import type { SeatAvailability } from '../chart/chart.ts';
import { LiveMap } from './live-map.ts';
import type { SeatMap, SeatMapOptions } from './options.ts';

/** Options that are read where they are used: a change of them needs nothing else. */
const BUILT_IN: readonly (keyof SeatMapOptions)[] = [
  'messages',
  'formatPrice',
  'parts',
  'houseBelow',
];

/**
 * Makes a seat map in an element, which it fills: give the element a size. It draws at once.
 *
 * @throws if the browser has no 2d canvas
 */
export function createSeatMap(element: HTMLElement, options: SeatMapOptions): SeatMap {
  let current = { ...options };
  let live = new LiveMap(element, current, null);
  let ready = live.start();
  return {
    get ready() {
      return ready;
    },
    get selection() {
      return live.core.selection;
    },
    set(changes) {
      const before = current;
      current = { ...current, ...changes };
      const isOther = (name: keyof SeatMapOptions) =>
        name in changes && !isSame(before[name], current[name]);
      if (isOther('chart')) {
        live.destroy();
        live = new LiveMap(element, current, null);
        ready = live.start();
        return;
      }
      if (BUILT_IN.some(isOther)) {
        const kept = live.destroy();
        live = new LiveMap(element, current, kept);
        ready = live.start();
      }
      live.setOptions(current, isOther);
    },
    apply(availability: SeatAvailability) {
      live.apply(availability);
    },
    select: (choice) => live.select(choice),
    findBest: (wish) => live.findBest(wish),
    chooseBest: (wish = {}) => live.with((interaction) => interaction.chooseBest(wish)),
    preview: (places) => live.preview(places),
    zoomTo: (target) => live.zoomTo(target),
    zoomBy: (factor) => live.zoomBy(factor),
    openList: (isOpen = true) => live.with((interaction) => interaction.openList(isOpen)),
    setFullScreen: (isFull) =>
      new Promise((resolve, reject) =>
        live.with((interaction) => interaction.setFullScreen(isFull).then(resolve, reject)),
      ),
    placeInfo: (place) => live.core.infoOf(place),
    pointOf: (place) => live.pointOf(place),
    focus: () => live.with((interaction) => interaction.focus()),
    refreshTheme: () => live.refreshTheme(),
    destroy: () => {
      live.destroy();
    },
  };
}

/** Whether two values are the same, plain objects and lists by what is in them: pages write them anew each time. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys({ ...a, ...b });
  // A chart or an answer is not compared place by place.
  if (keys.length > 100) return false;
  return keys.every((key) => isSame(a[key], b[key]));
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  Array.isArray(value) ||
  (value instanceof Object && Object.getPrototypeOf(value) === Object.prototype);
