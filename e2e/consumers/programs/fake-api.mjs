import { createFrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { createFakeApi } from '@frontrow/sdk/testing';

const api = createFakeApi({ now: new Date('2027-05-01T10:00:00Z') });
const seat = api.make.seat();
const { performanceId } = api.make.date();
api.setTicket({ position: 2 });
api.on('concert.seats', { performanceId, version: 1, items: [seat] });
api.on('reservation.hold', () => api.make.reservation({ performanceId, seats: [seat] }));

const client = createFrontrowClient({
  url: 'https://sale.example',
  auth: 'a token',
  fetch: api.fetch,
});
const positions = [];
const session = await client.enter('a concert', {
  onPosition({ position }) {
    positions.push(position);
    if (position === 2) setTimeout(() => api.setTicket({ position: 1 }), 50);
    if (position === 1) setTimeout(() => api.setTicket({ status: 'ACTIVE' }), 50);
  },
});
const hold = await session.hold(await session.seats(performanceId));
api.clock.advance(301);
const error = await session.pay(hold).catch((refused) => refused);
process.stdout.write(
  JSON.stringify({
    positions,
    label: hold.seats[0].label,
    refused: isFrontrowError(error, 'HOLD_EXPIRED'),
    holds: api.calls('reservation.hold').length,
  }),
);
