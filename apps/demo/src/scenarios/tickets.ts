import { CutShort, type Journal } from '../journal.ts';
import type { Person } from '../person.ts';
import type { Stage } from '../stage.ts';
import { clock, labels } from '../words.ts';

export async function tickets({ mina, jun, operator }: Stage, journal: Journal): Promise<void> {
  const { items } = await journal.answered(
    'Mina looks at her tickets',
    () => ticketsOf(mina),
    (found) => ({
      ok: found.items.length === 2 && found.items.every(({ status }) => status === 'VALID'),
      words: `${labels(found.items)}: ${found.items.map(({ status }) => status).join(', ')}`,
    }),
  );
  const [ticket] = items;
  if (!ticket) throw new CutShort();
  const redeem = (code: string) => () => operator.api.admin.redeemTicket.mutate({ code });
  await journal.answered(
    `The door reads the code of ${ticket.label}`,
    redeem(ticket.code),
    ({ ticketId, label, redeemedAt }) => ({
      ok: ticketId === ticket.ticketId && label === ticket.label,
      words: `let in at ${clock(redeemedAt)}`,
    }),
  );
  await journal.refused('The door reads it again', redeem(ticket.code), {
    code: 'TICKET_ALREADY_REDEEMED',
    judge: ({ redeemedAt }) => ({
      ok: redeemedAt instanceof Date,
      words: `at ${clock(redeemedAt)}`,
    }),
  });
  const refunded = await ticketsOf(jun);
  await journal.refused("The door reads Jun's, who was refunded", redeem(codeIn(refunded)), {
    code: 'TICKET_VOID',
  });
  await journal.refused('The door reads a code of nobody', redeem('v1.let.me-in'), {
    code: 'TICKET_NOT_FOUND',
  });
}

/** Of the last payment. */
async function ticketsOf(person: Person) {
  const { items } = await person.api.payment.list.query({ limit: 1 });
  if (!items[0]) throw new Error(`${person.user.name} has paid for nothing`);
  return person.api.payment.tickets.query({ paymentId: items[0].id });
}

function codeIn({ items }: Awaited<ReturnType<typeof ticketsOf>>): string {
  if (!items[0]) throw new Error('the payment has no tickets');
  return items[0].code;
}
