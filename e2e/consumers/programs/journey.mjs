/** Runs a whole purchase with the given module of the SDK, from joining the queue to the tickets. */
export async function journey(
  { createFrontrowClient, isFrontrowError },
  { url, token, concertId },
) {
  const client = createFrontrowClient({ url, auth: token });
  const statuses = [];
  const session = await client.enter(concertId, {
    onPosition: (ticket) => statuses.push(ticket.status),
  });
  const seats = await session.seats();
  const hold = await session.hold(seats.slice(0, 2));
  const payment = await session.pay(hold, { topUp: true });
  const tickets = await session.tickets(payment);
  const { items } = await client.payment.list.query();
  const error = await session.seats().catch((error) => error);
  return {
    lastStatus: statuses.at(-1),
    paid: payment.status,
    paidAtIsDate: payment.paidAt instanceof Date,
    tickets: tickets.length,
    payments: items.length,
    passIsUsedUp: isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED'),
  };
}
