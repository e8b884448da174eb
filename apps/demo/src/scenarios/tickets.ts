import type { DemoUser } from '../demo-user.ts';
import type { DemoFixture } from '../fixture.ts';
import { labels, timeOfDay } from '../format.ts';
import { type Report, StepFailed } from '../report.ts';

export async function tickets({ mina, jun, operator }: DemoFixture, report: Report): Promise<void> {
  const { items } = await report.expectAnswer(
    'Mina looks at her tickets',
    () => ticketsOf(mina),
    (found) => ({
      ok: found.items.length === 2 && found.items.every(({ status }) => status === 'VALID'),
      text: `${labels(found.items)}: ${found.items.map(({ status }) => status).join(', ')}`,
    }),
  );
  const [ticket] = items;
  if (!ticket) throw new StepFailed();
  const redeem = (code: string) => () => operator.api.admin.redeemTicket.mutate({ code });
  await report.expectAnswer(
    `The door reads the code of ${ticket.label}`,
    redeem(ticket.code),
    ({ ticketId, label, redeemedAt }) => ({
      ok: ticketId === ticket.ticketId && label === ticket.label,
      text: `let in at ${timeOfDay(redeemedAt)}`,
    }),
  );
  await report.expectError('The door reads it again', redeem(ticket.code), {
    code: 'TICKET_ALREADY_REDEEMED',
    check: ({ redeemedAt }) => ({
      ok: redeemedAt instanceof Date,
      text: `at ${timeOfDay(redeemedAt)}`,
    }),
  });
  const refunded = await ticketsOf(jun);
  await report.expectError("The door reads Jun's, who was refunded", redeem(codeIn(refunded)), {
    code: 'TICKET_VOID',
  });
  await report.expectError('The door reads a forged code', redeem('v1.let.me-in'), {
    code: 'TICKET_NOT_FOUND',
  });
}

/** Tickets of the user's last payment. */
async function ticketsOf(user: DemoUser) {
  const { items } = await user.api.payment.list.query({ limit: 1 });
  if (!items[0]) throw new Error(`${user.account.name} has paid for nothing`);
  return user.api.payment.tickets.query({ paymentId: items[0].id });
}

function codeIn({ items }: Awaited<ReturnType<typeof ticketsOf>>): string {
  if (!items[0]) throw new Error('the payment has no tickets');
  return items[0].code;
}
