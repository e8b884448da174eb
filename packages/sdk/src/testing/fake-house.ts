import type { Availability, AvailabilityInput, Chart } from '../api.ts';
import { createFakeChanges } from './fake-changes.ts';
import type { FakeClock } from './fake-clock.ts';

/** The state of a place. */
export type FakeLetter = 'A' | 'H' | 'S' | 'B';

/** What a test sets of the house of a fake API. */
export interface FakeHouseFields {
  /** Default: the one before, or one that `make.chart` makes. Another chart begins with all places available. */
  chart?: Chart | undefined;
  /** Letters of seats by place number: `A` available, `H` held, `S` sold, `B` not for sale. The others stay. */
  places?: Record<number, FakeLetter> | undefined;
  /** How many places standing areas have left, by section. */
  general?: Record<string, number> | undefined;
}

/** The places of one date: which are available, held by the user, or taken. */
export interface FakeHouse {
  /** Null before the first `set`. */
  readonly chart: Chart | null;
  set(fields: FakeHouseFields, make: () => Chart): void;
  isFree(place: number): boolean;
  /** Changes places. @param until when holds of the user end; undefined: they are not the user's */
  change(places: readonly number[], letter: FakeLetter, hold?: { until: Date | null }): void;
  availability(input: AvailabilityInput): Availability;
  /** The availability at once and whenever it changes. Looks again, with `check`, when a hold is due to end. */
  watch(
    input: AvailabilityInput,
    signal: AbortSignal | undefined,
    check: () => void,
  ): AsyncGenerator<Availability>;
  wake(): void;
}

interface Place {
  letter: FakeLetter;
  isStanding: boolean;
  /** Whether the user holds it or has paid for it, and when the hold ends. */
  mine: { until: Date | null } | null;
  /** The version with which it changed last. */
  version: number;
}

export function createFakeHouse(clock: FakeClock): FakeHouse {
  const { wake, wait } = createFakeChanges();
  let chart: Chart | null = null;
  let places: Place[] = [];
  let version = 1;
  /** Older versions are those of another chart. */
  let firstVersion = 1;

  const change: FakeHouse['change'] = (changed, letter, hold) => {
    version++;
    for (const index of changed) {
      const place = places[index];
      if (place) Object.assign(place, { letter, mine: hold ?? null, version });
    }
    wake();
  };
  /** Holds end at their time. */
  const lapse = () => {
    const now = clock.now();
    const isOver = ({ letter, mine }: Place) =>
      letter === 'H' && mine?.until instanceof Date && mine.until <= now;
    const over = [...places.keys()].filter((index) => isOver(places[index] as Place));
    if (over.length > 0) change(over, 'A');
  };
  const indexes = (wanted: (place: Place) => boolean) =>
    [...places.keys()].filter((index) => wanted(places[index] as Place));

  const house: FakeHouse = {
    get chart() {
      return chart;
    },
    wake,
    change,
    set({ chart: given, places: letters = {}, general = {} }, make) {
      const next = given ?? chart ?? make();
      if (next !== chart) {
        chart = next;
        firstVersion = ++version;
        places = next.sections.flatMap(({ kind, places: count }) =>
          Array.from({ length: count }, () => ({
            ...{ letter: 'A' as const, isStanding: kind === 'GENERAL', mine: null, version },
          })),
        );
      }
      for (const [place, letter] of Object.entries(letters)) change([Number(place)], letter);
      for (const [name, left] of Object.entries(general)) {
        const section = next.sections.find((each) => each.name === name);
        const { firstPlace = 0, places: count = 0 } = section ?? {};
        const standing = Array.from({ length: count }, (_, index) => firstPlace + index);
        change(standing.slice(0, count - left), 'S');
        change(standing.slice(count - left), 'A');
      }
      wake();
    },
    isFree(place) {
      lapse();
      return places[place]?.letter === 'A';
    },
    availability({ sinceVersion }) {
      lapse();
      const full =
        sinceVersion === undefined || sinceVersion < firstVersion || sinceVersion > version;
      const sections = chart?.sections.filter(({ kind }) => kind === 'GENERAL') ?? [];
      const common = {
        ...{ performanceId: chart?.performanceId ?? '', version, full },
        general: sections.map(({ name, firstPlace, places: count }) => ({
          section: name,
          available: places
            .slice(firstPlace, firstPlace + count)
            .filter(({ letter }) => letter === 'A').length,
        })),
        mine: indexes(({ mine }) => mine !== null),
      };
      const letterOf = ({ letter, isStanding }: Place) => (isStanding ? '-' : letter);
      if (full) return { ...common, places: places.map(letterOf).join('') };
      const changed = indexes((place) => !place.isStanding && place.version > sinceVersion);
      return {
        ...common,
        changed: changed.map((index) => [index, (places[index] as Place).letter]),
      };
    },
    async *watch({ performanceId, sinceVersion }, signal, check) {
      let shown = sinceVersion;
      let isFirst = true;
      while (!signal?.aborted) {
        check();
        const next = house.availability({ performanceId, sinceVersion: shown });
        if (isFirst || next.version !== shown) yield next;
        isFirst = false;
        shown = next.version;
        if (shown === version) await wait(untilNextEnd(), signal);
      }
    },
  };
  return house;

  function untilNextEnd(): number | undefined {
    const ends = places.flatMap(({ letter, mine }) =>
      letter === 'H' && mine?.until ? [mine.until.getTime()] : [],
    );
    return ends.length > 0 ? Math.max(0, Math.min(...ends) - clock.now().getTime()) + 1 : undefined;
  }
}
