import { focusManager } from '@tanstack/react-query';
import type { Chart } from '../../api.ts';
import { changedPlaces, type LiveAvailability } from '../../seats/live-availability.ts';
import { type ChartSeat, seatsOfChart } from '../../seats/seats-of-chart.ts';
import type { Session } from '../../session/session.ts';

/** A seat of a chart as it stands now. An unchanged seat stays the same object. */
export interface MapSeat extends ChartSeat {
  status: 'AVAILABLE' | 'HELD' | 'SOLD' | 'BLOCKED';
  /** Whether the user holds the seat or has paid for it. */
  mine: boolean;
}

/** Called with the place numbers that changed; null: all may have. */
export type SeatListener = (changed: readonly number[] | null) => void;

const STATUSES: Record<string, MapSeat['status']> = { A: 'AVAILABLE', H: 'HELD', S: 'SOLD' };

/**
 * Which seats of one date are available, for all components of a page. It follows them as long as somebody listens and
 * the page is visible: browsers open few connections to a host, for all tabs together.
 */
export class SeatStore {
  readonly #session: Session | null;
  readonly #performanceId: string;
  readonly #listeners = new Set<SeatListener>();
  readonly #byPlace = new Map<number, Set<() => void>>();
  #listening = 0;
  #stop: (() => void) | null = null;
  #state: LiveAvailability | null = null;
  #error: Error | null = null;
  /** What was made of the chart and the state: by place, and in a list. */
  #chart: Chart | null = null;
  #plain = new Map<number, ChartSeat>();
  #seats = new Map<number, MapSeat>();
  #list: MapSeat[] | null = null;

  constructor(session: Session | null, performanceId: string) {
    this.#session = session;
    this.#performanceId = performanceId;
  }

  /** As it stands now; null until the first answer. */
  get state(): LiveAvailability | null {
    return this.#state;
  }

  /** Why it does not go on; the state stays as it was. */
  get error(): Error | null {
    return this.#error;
  }

  /** Calls the listener at each change. Returns a function that removes it. */
  subscribe = (given: SeatListener): (() => void) => {
    const listener: SeatListener = (changed) => given(changed);
    this.#listeners.add(listener);
    const leave = this.#listen();
    return () => {
      if (this.#listeners.delete(listener)) leave();
    };
  };

  /** The same for one place. */
  subscribePlace(place: number, given: () => void): () => void {
    const listener = () => given();
    const listeners = this.#byPlace.get(place) ?? new Set();
    this.#byPlace.set(place, listeners.add(listener));
    const leave = this.#listen();
    return () => {
      if (!listeners.delete(listener)) return;
      if (listeners.size === 0) this.#byPlace.delete(place);
      leave();
    };
  }

  /** One seat; null before the first answer, and for a standing place. */
  seat(chart: Chart, place: number): MapSeat | null {
    this.#use(chart);
    const known = this.#seats.get(place);
    if (known) return known;
    const plain = this.#plain.get(place);
    if (!plain || !this.#state) return null;
    const { places, mine } = this.#state;
    const status = STATUSES[places[place] ?? ''] ?? 'BLOCKED';
    const seat = { ...plain, status, mine: mine.includes(place) };
    this.#seats.set(place, seat);
    return seat;
  }

  /** All seats, in the order of the chart; empty before the first answer. */
  seats(chart: Chart): MapSeat[] {
    this.#use(chart);
    if (!this.#state) return NO_SEATS;
    this.#list ??= [...this.#plain.keys()].flatMap((place) => this.seat(chart, place) ?? []);
    return this.#list;
  }

  #use(chart: Chart): void {
    if (chart === this.#chart) return;
    this.#chart = chart;
    this.#plain = new Map(seatsOfChart(chart).map((seat) => [seat.place, seat]));
    this.#forget(null);
  }

  /** Forgets what was made of changed places. */
  #forget(changed: readonly number[] | null): void {
    this.#list = null;
    if (!changed) this.#seats.clear();
    else for (const place of changed) this.#seats.delete(place);
  }

  /** One more listens. Returns a function for when it does no more. */
  #listen(): () => void {
    if (++this.#listening === 1) this.#stop ??= this.#followWhileVisible();
    return () => {
      if (--this.#listening > 0) return;
      // Later: React removes and adds listeners in one turn.
      setTimeout(() => {
        if (this.#listening > 0) return;
        this.#stop?.();
        this.#stop = null;
      });
    };
  }

  #followWhileVisible(): () => void {
    let reading: AbortController | null = null;
    const update = () => {
      if (!focusManager.isFocused()) {
        reading?.abort();
        reading = null;
      } else if (!reading && !this.#session?.ended) {
        reading = new AbortController();
        void this.#follow(reading.signal);
      }
    };
    update();
    const unsubscribe = focusManager.subscribe(update);
    return () => {
      unsubscribe();
      reading?.abort();
    };
  }

  async #follow(signal: AbortSignal): Promise<void> {
    if (!this.#session) return;
    try {
      const states = this.#session.availability(this.#performanceId, { signal });
      for await (const state of states) this.#accept(state);
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error as Error;
      this.#tell([]);
    }
  }

  #accept(state: LiveAvailability): void {
    // It may be the first state of another reading.
    const changed = state.changed ?? (this.#state && changedPlaces(this.#state, state));
    this.#state = state;
    this.#error = null;
    this.#forget(changed);
    this.#tell(changed);
  }

  #tell(changed: readonly number[] | null): void {
    for (const listener of [...this.#listeners]) listener(changed);
    for (const place of changed ?? [...this.#byPlace.keys()]) {
      for (const listener of [...(this.#byPlace.get(place) ?? [])]) listener();
    }
  }
}

const NO_SEATS: MapSeat[] = [];

const stores = new WeakMap<Session, Map<string, SeatStore>>();
const NO_STORE = new SeatStore(null, '');

/** The store of a date, the same for all components with the session. */
export function storeOf(session: Session | null, performanceId: string | null): SeatStore {
  if (!session || performanceId === null) return NO_STORE;
  const ofSession = stores.get(session) ?? new Map<string, SeatStore>();
  stores.set(session, ofSession);
  const store = ofSession.get(performanceId) ?? new SeatStore(session, performanceId);
  ofSession.set(performanceId, store);
  return store;
}
