import type { AppRouter } from '@frontrow/api/root';
import type { inferRouterInputs } from '@trpc/server';

type Inputs = inferRouterInputs<AppRouter>;

/**
 * The input of each procedure's example. A string such as `$CONCERT_ID` stands for a value that the caller
 * has from an earlier call: a shell variable in the curl example, a constant in the SDK example. The test in
 * e2e/api-reference runs every example and says where each of these values comes from.
 */
export const INPUTS: { [D in keyof Inputs]: { [P in keyof Inputs[D]]: Inputs[D][P] } } = {
  session: {
    devSignIn: { name: 'Mina' },
    me: undefined,
  },
  queue: {
    join: { concertId: '$CONCERT_ID' },
    status: undefined,
    watch: undefined,
    leave: undefined,
    draw: { concertId: '$CONCERT_ID' },
  },
  concert: {
    list: { search: 'tour', upcoming: true, limit: 10 },
    get: { concertId: '$CONCERT_ID' },
    dates: { concertId: '$CONCERT_ID' },
    seats: { performanceId: '$PERFORMANCE_ID' },
    seatMap: { performanceId: '$PERFORMANCE_ID' },
    chart: { performanceId: '$PERFORMANCE_ID' },
    availability: { performanceId: '$PERFORMANCE_ID' },
    watchAvailability: { performanceId: '$PERFORMANCE_ID' },
  },
  reservation: {
    hold: {
      performanceId: '$PERFORMANCE_ID',
      seatIds: ['$SEAT_ID'],
      idempotencyKey: 'hold-for-order-2041',
    },
    holdBest: {
      performanceId: '$PERFORMANCE_ID',
      quantity: 2,
      idempotencyKey: 'best-seats-for-order-2041',
    },
    release: { reservationId: '$RESERVATION_ID' },
    get: { reservationId: '$RESERVATION_ID' },
    list: { status: 'HELD' },
  },
  balance: {
    get: undefined,
    charge: { amount: 50_000, idempotencyKey: 'charge-for-order-2041' },
    startTopUp: { amount: 50_000, idempotencyKey: 'top-up-for-order-2041' },
    topUp: { topUpId: '$TOPUP_ID' },
    topUps: { open: true },
    cancelTopUp: { topUpId: '$TOPUP_ID' },
    history: { limit: 10 },
  },
  payment: {
    pay: {
      reservationId: '$RESERVATION_ID',
      topUp: true,
      idempotencyKey: 'payment-of-order-2041',
    },
    get: { paymentId: '$PAYMENT_ID' },
    list: { limit: 10 },
    tickets: { paymentId: '$PAYMENT_ID' },
  },
  admin: {
    createConcert: {
      title: 'Spring Tour',
      artist: 'The Fronts',
      venue: 'City Hall',
      salesOpenAt: new Date('2040-04-01T10:00:00.000Z'),
      queue: { maxActive: 200, admitPerMinute: 600 },
    },
    createPerformance: {
      concertId: '$CONCERT_ID',
      startsAt: new Date('2040-05-01T10:00:00.000Z'),
      timezone: 'Asia/Seoul',
      sections: [{ name: 'Floor', rows: 10, seatsPerRow: 20, price: 90_000 }],
    },
    createChart: {
      name: 'City Hall',
      chart: {
        width: 1_000,
        height: 600,
        focus: [500, 60],
        stage: {
          outline: [
            [300, 0],
            [700, 0],
            [700, 60],
            [300, 60],
          ],
          label: 'Stage',
        },
        sections: [
          {
            name: 'Stalls',
            category: 'Seats',
            kind: 'SEATED',
            rows: [
              {
                name: 'A',
                count: 20,
                start: [100, 200],
                end: [900, 200],
                bow: 40,
                aisleAfter: [10],
              },
              {
                name: 'B',
                count: 20,
                start: [100, 240],
                end: [900, 240],
                bow: 40,
                accessible: [1],
              },
            ],
          },
          { name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: 100 },
        ],
      },
    },
    getChart: { chartId: '$CHART_ID' },
    listCharts: { limit: 10 },
    blockPlaces: { performanceId: '$PERFORMANCE_ID', places: [0, 1] },
    unblockPlaces: { performanceId: '$PERFORMANCE_ID', places: [0, 1] },
    updateConcert: {
      concertId: '$CONCERT_ID',
      imageUrl: 'https://images.example/spring-tour.jpg',
      salesCloseAt: null,
    },
    updatePerformance: {
      performanceId: '$PERFORMANCE_ID',
      startsAt: new Date('2040-05-02T10:00:00.000Z'),
      prices: { Floor: 95_000 },
    },
    listPerformances: { concertId: '$CONCERT_ID' },
    cancelPerformance: { performanceId: '$PERFORMANCE_ID', reason: 'The singer is ill' },
    configureQueue: { concertId: '$CONCERT_ID', admitPerMinute: 1_200, paused: false },
    publishDrawValue: { concertId: '$CONCERT_ID', value: '4f2c9a0be1' },
    queueStats: { concertId: '$CONCERT_ID' },
    createUser: { name: 'Mina', externalId: '$EXTERNAL_ID' },
    deleteUser: { userId: '$USER_ID', force: true },
    restoreUser: { userId: '$USER_ID' },
    eraseUser: { userId: '$USER_ID' },
    findUsers: { name: 'mina' },
    listReservations: { concertId: '$CONCERT_ID', status: 'HELD' },
    listPayments: { concertId: '$CONCERT_ID', limit: 10 },
    refund: {
      paymentId: '$PAYMENT_ID',
      reason: 'The buyer asked for it',
      idempotencyKey: 'refund-of-order-2041',
    },
    listTopUps: { attention: true, limit: 10 },
    refundTopUp: {
      topUpId: '$TOPUP_ID',
      reason: 'The buyer asked for it',
      idempotencyKey: 'refund-of-top-up-2041',
    },
    resolveTopUp: {
      topUpId: '$TOPUP_IN_ATTENTION',
      outcome: 'credit',
      reason: 'The bank confirmed the amount',
    },
    redeemTicket: { code: '$TICKET_CODE', performanceId: '$PERFORMANCE_ID' },
    undoRedeem: { ticketId: '$TICKET_ID' },
    listTickets: { performanceId: '$PERFORMANCE_ID', label: 'Floor A-12' },
    actions: { action: 'refund', limit: 10 },
    audit: { concertId: '$CONCERT_ID' },
    salesStats: { concertId: '$CONCERT_ID', minutes: 30 },
    forecastQueue: { concertId: '$CONCERT_ID', admitPerMinute: 1_500 },
    health: undefined,
    exportRows: { kind: 'sales', concertId: '$CONCERT_ID', limit: 500 },
    board: { concertId: '$CONCERT_ID', performanceId: '$PERFORMANCE_ID' },
    availability: { performanceId: '$PERFORMANCE_ID' },
    findPeople: { text: 'Floor A-12' },
    person: { userId: '$USER_ID' },
  },
};

/** SDK examples of procedures that the SDK's client does not have by the same name. */
export const SDK_CALLS: Record<string, string> = {
  'queue.watch': [
    'for await (const { status, position } of client.positions(concertId)) {',
    '  console.log(status, position);',
    '}',
  ].join('\n'),
  'concert.watchAvailability': [
    'const session = await client.enter(concertId);',
    'for await (const { places } of session.availability(performanceId)) {',
    '  console.log(places);',
    '  break; // Without this line it goes on with each change.',
    '}',
  ].join('\n'),
};

/** What each value in the examples is, and from which call a caller has it. */
export const VALUES: Record<string, string> = {
  URL: 'the address of the server, such as `http://127.0.0.1:4000`',
  TOKEN:
    'the bearer token of the user, a JWT; in development `accessToken` of ' +
    '[`session.devSignIn`](session.md#sessiondevsignin)',
  QUEUE_TOKEN: '`token` of the answer of [`queue.join`](queue.md#queuejoin)',
  CONCERT_ID: '`items[].id` of [`concert.list`](concert.md#concertlist)',
  CHART_ID: '`items[].chartId` of [`admin.listCharts`](admin.md#adminlistcharts)',
  PERFORMANCE_ID: '`items[].performanceId` of [`concert.dates`](concert.md#concertdates)',
  SEAT_ID: '`items[].id` of [`concert.seats`](concert.md#concertseats)',
  RESERVATION_ID: '`id` of [`reservation.hold`](reservation.md#reservationhold)',
  PAYMENT_ID: '`id` of [`payment.pay`](payment.md#paymentpay)',
  TOPUP_ID: '`id` of [`balance.startTopUp`](balance.md#balancestarttopup)',
  TOPUP_IN_ATTENTION: '`items[].id` of [`admin.listTopUps`](admin.md#adminlisttopups)',
  TICKET_CODE: '`items[].code` of [`payment.tickets`](payment.md#paymenttickets)',
  TICKET_ID: '`items[].ticketId` of [`payment.tickets`](payment.md#paymenttickets)',
  EXTERNAL_ID: 'the `sub` that the issuer of your bearer tokens has for that user',
  USER_ID: '`items[].id` of [`admin.findUsers`](admin.md#adminfindusers)',
};
