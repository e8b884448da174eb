/** What every consumer does with the package that it was given, from the door to the tickets. */
export async function journey(
  { createFrontrowClient, isFrontrowError },
  { url, token, concertId },
) {
  const client = createFrontrowClient({ url, auth: token });
  const positions = [];
  const session = await client.enter(concertId, {
    onPosition: (ticket) => positions.push(ticket.status),
  });
  const seats = await session.seats();
  const hold = await session.hold(seats.slice(0, 2));
  const payment = await session.pay(hold, { topUp: true });
  const tickets = await session.tickets(payment);
  const { items } = await client.payment.list.query();
  const refusal = await session.seats().catch((error) => error);
  return {
    entered: positions.at(-1),
    paid: payment.status,
    at: payment.paidAt instanceof Date,
    tickets: tickets.length,
    payments: items.length,
    passIsUsedUp: isFrontrowError(refusal, 'QUEUE_TOKEN_EXPIRED'),
  };
}
