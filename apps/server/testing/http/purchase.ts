import type { Api } from './api.ts';

/** A visitor who has paid the first seats of a new concert, with the balance topped up to the price. */
export async function purchase(api: Api, name: string, seats = 1) {
  const concert = await api.world.concertWithSeats({ holdLimit: 10 });
  const visitor = await api.visitor(name);
  await visitor.enter(concert.concertId);
  const { performanceId, seatIds } = concert;
  const input = { performanceId, seatIds: seatIds.slice(0, seats) };
  const held = await visitor.client.reservation.hold.mutate(input);
  const pay = { reservationId: held.id, topUp: true };
  const payment = await visitor.client.payment.pay.mutate(pay);
  return { ...concert, visitor, held, payment };
}
