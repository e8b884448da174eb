/**
 * A server for the tests of a front end, made of answers that a test scripts:
 *
 * - `script.ts` has the answers and records the calls;
 * - `lapses.ts` refuses what comes too late for a pass or a hold, by `fake-clock.ts`;
 * - `fake-queue.ts` has the ticket of the one user;
 * - `fake-house.ts` has the places of one date, `fake-holds.ts` the holds of them;
 * - `wire.ts` is the `fetch`, in the API's wire format;
 * - `fixtures.ts` makes concerts, seats and reservations.
 */
import type { Availability, AvailabilityInput, QueueTicket } from '../api.ts';
import { rejectOnAbort } from '../transport/abort.ts';
import type { FrontrowFetch } from '../transport/fetch.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeHolds } from './fake-holds.ts';
import { createFakeHouse, type FakeHouseFields } from './fake-house.ts';
import { createFakeQueue } from './fake-queue.ts';
import { createFixtures, type Fixtures } from './fixtures.ts';
import { createLapses } from './lapses.ts';
import { PROCEDURE_KINDS, type Procedures } from './procedures.ts';
import { createScript, type FakeCall, type Script } from './script.ts';
import { type ArrivedCall, createWire } from './wire.ts';

export interface FakeApi extends Script {
  /** For `createFrontrowClient({ url, auth, fetch: api.fetch })`, and for tRPC's own links. Takes every url. */
  fetch: FrontrowFetch;
  /**
   * The server's clock: the `date` of every answer, the defaults of `make`, and what has expired. A pass that
   * was answered ends at its `activeUntil`, a hold at its `holdExpiresAt`; then the calls that need them are
   * refused as the server refuses them. It goes on with `Date`, so fake timers move it too.
   */
  clock: FakeClock;
  /** Makes the objects that the API answers. */
  make: Fixtures;
  /**
   * Sets fields of the user's queue ticket, which `queue.join`, `queue.status` and `queue.watch` answer unless
   * they are scripted. Open watches get it at once. It starts as WAITING at position 1; `{ status: 'ACTIVE' }`
   * admits the user.
   */
  setTicket(fields: Partial<QueueTicket>): QueueTicket;
  /**
   * Opens a house, or changes it, and returns which places are available now. From then on these calls are answered by
   * the house unless they are scripted: `concert.dates`, `chart`, `availability` and `watchAvailability`,
   * `reservation.hold`, `holdBest` (the first seats side by side), `release`, `get` and `list`, `payment.pay`. Open
   * watches get a change at once. The id of a place is `fake-seat-` and its number.
   */
  setHouse(fields?: FakeHouseFields): Availability;
  /** From now on no call arrives, and open watches break; `false`: they arrive again. */
  setOffline(isOffline: boolean): void;
}

export interface FakeApiOptions {
  /** The server's time at the start. Default: that of the device. */
  now?: Date | undefined;
}

/**
 * Creates a server that answers what a test scripts. `queue.join`, `queue.status`, `queue.watch` and
 * `queue.leave` have answers from the start; a call of another procedure without a scripted answer is refused
 * with INTERNAL_SERVER_ERROR and a message that says so.
 */
export function createFakeApi({ now = new Date() }: FakeApiOptions = {}): FakeApi {
  const clock = createFakeClock(now, () => {
    queue.wake();
    house.wake();
  });
  const queue = createFakeQueue(clock);
  const house = createFakeHouse(clock);
  const make = createFixtures(clock.now);
  const ofHouse = createFakeHolds(house, make, () => queue.ticket().concertId);
  const lapses = createLapses(clock.now);
  const { record, resultOf, ...script } = createScript(clock.now);
  let connections = new AbortController();
  let isOffline = false;

  /** The answers without a script. */
  const byDefault = (path: string, call: FakeCall): unknown => {
    const { input } = call;
    const answerOfHouse = house.chart && ofHouse[path];
    if (answerOfHouse) return answerOfHouse(call);
    switch (path) {
      case 'queue.join':
        if (lapses.hasEnded(queue.ticket().token)) queue.renew();
        return queue.set({ concertId: (input as Procedures['queue.join']['input']).concertId });
      case 'queue.status':
        return queue.ticket();
      case 'queue.leave':
        return { left: true };
      default:
        throw new Error(`no answer is scripted for ${path}: call api.on('${path}', …)`);
    }
  };

  async function answer({ path, signal, ...rest }: ArrivedCall): Promise<unknown> {
    const call = record({ path, signal, ...rest });
    const { kind, needsToken } = PROCEDURE_KINDS[path as keyof Procedures];
    const check = () => lapses.check(path, call, needsToken);
    check();
    const result = await resultOf(path, call);
    if (kind !== 'subscription') {
      return lapses.see(path, call, result === undefined ? byDefault(path, call) : result);
    }
    const scripted = result as Iterable<unknown> | AsyncIterable<unknown> | undefined;
    const events = scripted ?? watch(path, call, { signal, check });
    return seen(events, (event) => lapses.see(path, call, event));
  }

  const watch = (
    path: string,
    call: FakeCall,
    { signal, check }: { signal: AbortSignal | undefined; check: () => void },
  ): AsyncIterable<unknown> => {
    if (path === 'queue.watch') return queue.watch(signal, check);
    if (house.chart) return house.watch(call.input as AvailabilityInput, signal, check);
    throw new Error(`no answer is scripted for ${path}: call api.setHouse()`);
  };

  const send = createWire(answer, clock);
  return {
    ...script,
    clock,
    make,
    async fetch(url, request = {}) {
      if (isOffline) throw new TypeError('the fake API is offline');
      const signal = eitherOf(request.signal, connections.signal);
      return rejectOnAbort(send(url, { ...request, signal }), signal);
    },
    setTicket: (fields) => queue.set(fields),
    setHouse(fields = {}) {
      house.set(fields, make.chart);
      return house.availability({ performanceId: '' });
    },
    setOffline(next) {
      isOffline = next;
      if (isOffline) connections.abort(new TypeError('the fake API is offline'));
      connections = new AbortController();
    },
  };
}

async function* seen(
  events: Iterable<unknown> | AsyncIterable<unknown>,
  see: (event: unknown) => unknown,
): AsyncGenerator<unknown> {
  for await (const event of events) yield see(event);
}

/** Aborts with either signal. */
function eitherOf(one: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  const both = new AbortController();
  for (const signal of [one, other]) {
    const abort = () => both.abort(signal?.reason);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  }
  return both.signal;
}
