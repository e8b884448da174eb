import type { FrontrowClient } from '@frontrow/sdk';

/** The reservations, payments and ledger entries of a user on the server. */
export async function outcomeOf(client: FrontrowClient): Promise<object> {
  const reservations = (await client.reservation.list.query({})).items;
  const payments = (await client.payment.list.query({})).items;
  const entries = (await client.balance.history.query({})).items;
  return {
    holds: reservations.map(({ status }) => status),
    payments: payments.map(({ status, amount }) => [status, amount]),
    entries: entries.map(({ type, amount }) => [type, amount]).sort(),
  };
}

/** One hold, one payment, one charge and one debit of that amount. */
export const paidOnce = (amount: number): object => ({
  holds: ['PAID'],
  payments: [['PAID', amount]],
  entries: [
    ['CHARGE', amount],
    ['PAYMENT', -amount],
  ],
});
