/** The script of the test page: the map and the recorder of what it tells, as globals for the tests. */
import {
  createSeatMap,
  english,
  korean,
  type SeatMap,
  type SeatMapOptions,
} from '../../src/index.ts';

export interface Recorded {
  name: string;
  value: unknown;
}

const NAMES = [
  'onSelect',
  'onLost',
  'onNotice',
  'onPoint',
  'onTap',
  'onSection',
  'onFilter',
  'onView',
  'onFullScreen',
  'onDraw',
] as const;

const page = {
  recorded: [] as Recorded[],
  violations: [] as string[],
  map: null as SeatMap | null,
  /** A drawing to compare with. */
  kept: null as ImageData | null,
  messages: { english, korean },
  createSeatMap,
  /** Makes the map in the page's element, and records its callbacks. */
  open(options: SeatMapOptions): void {
    const callbacks = Object.fromEntries(
      NAMES.map((name) => [
        name,
        (value: unknown) => page.recorded.push({ name, value: structured(value) }),
      ]),
    );
    page.map = createSeatMap(document.querySelector<HTMLElement>('#map') ?? document.body, {
      ...options,
      ...callbacks,
    });
  },
};

/** What can be handed to the test: functions are left out. */
const structured = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value));

declare global {
  var seatMapPage: typeof page;
}
globalThis.seatMapPage = page;
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
  page.violations.push(violatedDirective),
);
