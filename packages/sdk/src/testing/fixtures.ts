import type {
  BookableDate,
  Chart,
  Concert,
  Entry,
  Payment,
  Reservation,
  RowOfChart,
  Seat,
  SeatTicket,
  TopUp,
} from '../api.ts';

/** Objects as the API answers them, with the given fields and defaults for the others. Times are the clock's. */
export interface Fixtures {
  /** On sale, without an end. */
  concert(fields?: Partial<Concert>): Concert;
  /** A date in a week. */
  date(fields?: Partial<BookableDate>): BookableDate;
  /** Each call without a number makes the next seat of row A. */
  seat(fields?: Partial<Seat>): Seat;
  /** A house with two rows of five seats in the section Stalls, and ten standing places in the section Floor. */
  chart(fields?: Partial<Chart>): Chart;
  /** A hold of one seat for 300 seconds from now. */
  reservation(fields?: Partial<Reservation>): Reservation;
  payment(fields?: Partial<Payment>): Payment;
  seatTicket(fields?: Partial<SeatTicket>): SeatTicket;
  /** A charge of 10,000. */
  entry(fields?: Partial<Entry>): Entry;
  /**
   * One of 10,000 that waits for the customer. With another status it has what goes with it: no action, and if it is
   * an end `endedAt`, and `entryId` if it is CREDITED.
   */
  topUp(fields?: Partial<TopUp>): TopUp;
}

const HOLD_SECONDS = 300;
const SECONDS_A_WEEK = 604_800;
const CURRENCY = 'KRW';
const TIMEZONE = 'Asia/Seoul';

export function createFixtures(now: () => Date): Fixtures {
  let ids = 1;
  let seats = 0;
  const id = () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  const inSeconds = (seconds: number) => new Date(now().getTime() + seconds * 1_000);
  const performance = () => ({
    ...{ concertId: id(), performanceId: id(), timezone: TIMEZONE },
    startsAt: inSeconds(SECONDS_A_WEEK),
  });
  const seat: Fixtures['seat'] = (fields = {}) => {
    const number = fields.number ?? ++seats;
    const place = { section: 'Floor', row: 'A', number, label: `Floor A-${number}` };
    const defaults = { ...place, id: id(), place: number - 1, price: 50_000 };
    return { ...defaults, ...fields };
  };
  return {
    seat,
    concert(fields = {}) {
      const texts = { title: 'A concert', artist: 'An artist', venue: 'A venue', description: '' };
      const defaults = {
        ...texts,
        ...{ id: id(), imageUrl: null, salesOpenAt: null, salesCloseAt: null, onSale: true },
        draw: { round: 1, seedHash: '0'.repeat(64), source: null },
      };
      return { ...defaults, ...fields };
    },
    date(fields = {}) {
      const seatsLeft = { seatsAvailable: 100, seatsTotal: 100, priceFrom: 50_000 };
      const defaults = { ...performance(), ...seatsLeft, currency: CURRENCY };
      return { ...defaults, ...fields };
    },
    chart(fields = {}) {
      const rows = ['A', 'B'].map((name, index) => rowOf(name, index));
      const stalls = { name: 'Stalls', kind: 'SEATED' as const, category: 'Seat', price: 50_000 };
      const floor = { name: 'Floor', kind: 'GENERAL' as const, category: 'Standing' };
      const defaults: Chart = {
        ...{ performanceId: id(), chartId: id(), currency: CURRENCY },
        ...{ width: 1_000, height: 1_000, focus: [500, 0], stage: null, orphanRule: 'off' },
        sections: [
          { ...stalls, outline: null, firstPlace: 0, places: 10, rows },
          { ...floor, price: 30_000, outline: null, firstPlace: 10, places: 10, rows: [] },
        ],
      };
      return { ...defaults, ...fields };
    },
    reservation(fields = {}) {
      const held = fields.seats ?? [seat()];
      const defaults = {
        ...{ ...performance(), id: id(), status: 'HELD' as const, seats: held },
        amount: held.reduce((sum, { price }) => sum + price, 0),
        ...{ currency: CURRENCY, heldAt: now(), holdExpiresAt: inSeconds(HOLD_SECONDS) },
        paymentId: null,
      };
      return { ...defaults, ...fields };
    },
    payment(fields = {}) {
      const money = { amount: 50_000, currency: CURRENCY, balanceAfter: 0 };
      const states = { status: 'PAID' as const, paidAt: now(), refundedAt: null };
      const defaults = { id: id(), reservationId: id(), ...money, ...states };
      return { ...defaults, ...fields };
    },
    seatTicket(fields = {}) {
      const { id: seatId, price: _, ...place } = seat();
      const defaults = {
        ...{ ...performance(), ...place, seatId, ticketId: id() },
        ...{ code: 'FAKECODE', status: 'VALID' as const, redeemedAt: null },
      };
      return { ...defaults, ...fields };
    },
    entry(fields = {}) {
      const money = { type: 'CHARGE' as const, amount: 10_000, balanceAfter: 10_000 };
      const defaults = { ...money, id: id(), paymentId: null, topUpId: null, createdAt: now() };
      return { ...defaults, ...fields };
    },
    topUp(fields = {}) {
      const { status = 'REQUIRES_ACTION' } = fields;
      const topUpId = id();
      const url = `https://provider.example/${topUpId}`;
      const hasEnded = status !== 'REQUIRES_ACTION' && status !== 'PROCESSING';
      const defaults = {
        ...{ id: topUpId, amount: 10_000, currency: CURRENCY, status, createdAt: now() },
        action: status === 'REQUIRES_ACTION' ? { type: 'redirect' as const, url } : null,
        entryId: status === 'CREDITED' ? id() : null,
        endedAt: hasEnded ? now() : null,
        ...{ refundedAt: null, attention: null, reservationId: null },
      };
      return { ...defaults, ...fields };
    },
  };
}

const ROW_SEATS = 5;

function rowOf(name: string, index: number): RowOfChart {
  const y = 200 + 50 * index;
  return {
    ...{ name, firstPlace: ROW_SEATS * index, count: ROW_SEATS },
    ...{ start: [400, y], end: [600, y], bow: 0 },
    numbers: Array.from({ length: ROW_SEATS }, (_, seat) => String(seat + 1)),
    ...{ aisleAfter: [], accessible: [], companion: [], restrictedView: [] },
  };
}
