import { expect } from 'vitest';

/** What an editor shows of these expressions, with a client and a session. */
export const TOOLTIPS: Record<string, unknown> = {
  'client.concert.list':
    '(property) ConcertApi.list: PagedQuery<ConcertListInput | undefined, ConcertPage>\n' +
    'The concerts, on sale or not. Cached for 3 seconds by anybody.',
  'session.api.payment.pay':
    '(property) PaymentInLineApi.pay: Mutation<PayInput, Payment>\n' +
    'Pays for a hold from the balance and uses up the pass.',
  'session.api.concert.seats.query': expect.stringContaining(
    'query: (input: SeatsInput, options?: CallOptions | undefined) => Promise<Seats>',
  ),
  'client.concert.dates':
    '(property) ConcertApi.dates: InLineQuery<ConcertInput, Dates>\n' +
    'The performances that can be booked.',
};
