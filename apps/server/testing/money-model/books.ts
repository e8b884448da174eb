import { AT_THE_BANK, type BankRecord } from '@frontrow/domain/testing/bank';
import type { BankWorldOfRun } from './money-run.ts';

/*
 * Compares our books with the bank's. The bank knows what was really taken and returned, whatever became of its
 * answers and messages.
 */

/** A top-up as our books have it, in minor units. */
interface TopUpBook {
  id: string;
  user: string;
  reference: string | null;
  status: string;
  attention: string | null;
  returned: number;
  credited: number;
  withdrawn: number;
  entries: number;
}

const OPEN = ['REQUIRES_ACTION', 'PROCESSING'];

const BOOKS = `
  select u.id, u.user_id as user, u.reference, u.status, u.attention, u.returned_amount::int as returned,
    coalesce(sum(e.amount) filter (where e.type = 'CHARGE'), 0)::int as credited,
    -coalesce(sum(e.amount) filter (where e.type = 'WITHDRAWAL'), 0)::int as withdrawn,
    (count(*) filter (where e.type = 'CHARGE'))::int as entries
  from top_up u left join ledger_entry e on e.top_up_id = u.id
  where u.provider = $1 group by u.id`;

const BALANCES = `
  select a.user_id as user, a.balance::int, coalesce(sum(e.amount), 0)::int as total,
    -coalesce(sum(e.amount) filter (where e.type in ('PAYMENT', 'REFUND')), 0)::int as spent
  from account a left join ledger_entry e on e.user_id = a.user_id
  where a.user_id = any($1) group by a.user_id, a.balance`;

interface Balance {
  user: string;
  balance: number;
  total: number;
  spent: number;
}

const sumOf = (amounts: Iterable<number>): number => [...amounts].reduce((a, b) => a + b, 0);

/** Throws if a condition does not hold, with what was found. */
function hold(condition: boolean, text: string, found: unknown): void {
  if (!condition) throw new Error(`${text}: ${JSON.stringify(found)}`);
}

/** What is true after each step. */
export async function checkBooks(run: BankWorldOfRun): Promise<void> {
  const { books, balances } = await read(run);
  for (const balance of balances) {
    hold(balance.balance === balance.total, 'the balance is the sum of its entries', balance);
    hold(balance.balance >= 0, 'the balance is not negative', balance);
  }
  const records = new Map(run.bank.records.map((one) => [one.payment.reference, one]));
  for (const book of books) {
    const bank = records.get(book.reference ?? '');
    const found = { book, bank: bank && printable(bank) };
    const paid = bank?.payment.paid ?? null;
    const takenHere = paid?.currency === 'KRW' ? paid.amount : 0;
    hold(book.credited <= takenHere, 'nobody is credited for money that was not taken', found);
    hold(book.entries === (book.status === 'CREDITED' ? 1 : 0), 'credited has one entry', found);
    hold(book.withdrawn >= 0 && book.withdrawn <= book.credited, 'withdrawn fits', found);
    hold(book.returned <= (paid?.amount ?? 0), 'no more goes back than was taken', found);
    hold(
      book.credited === 0 || book.credited - book.withdrawn >= (paid?.amount ?? 0) - book.returned,
      'the customer has what did not go back',
      found,
    );
  }
}

/** What is true once every message has come, the bank answers, and every decision is made. */
export async function checkSettledBooks(run: BankWorldOfRun): Promise<void> {
  await checkBooks(run);
  const { books, balances } = await read(run);
  const byReference = new Map(books.map((book) => [book.reference, book]));
  for (const book of books) {
    hold(!OPEN.includes(book.status) && book.attention === null, 'every attempt has ended', book);
  }
  const missing = new Map<string, number>();
  for (const record of run.bank.records) {
    const { paid, reference } = record.payment;
    const book = byReference.get(reference);
    if (!paid) continue;
    const found = { book, bank: printable(record) };
    if (!book) throw new Error(`a payment is not known: ${JSON.stringify(found)}`);
    const back = sumOf(record.refunded.values()) + record.lost;
    hold(book.returned === back, 'what went back is known', found);
    const kept = book.credited - book.withdrawn;
    const due = book.status === 'CREDITED' || back < paid.amount ? paid.amount - back : 0;
    hold(kept >= due, 'money that was taken was returned or credited', found);
    missing.set(book.user, (missing.get(book.user) ?? 0) + kept - due);
  }
  for (const { user, spent } of balances) {
    const lacking = missing.get(user) ?? 0;
    hold(lacking <= run.mostSpent(user), 'only what was spent is missing', {
      user,
      spent,
      lacking,
    });
  }
}

async function read({ world, bank, userIds }: BankWorldOfRun) {
  const { rows: books } = await world.pool.query<TopUpBook>(BOOKS, [bank.name]);
  const { rows: balances } = await world.pool.query<Balance>(BALANCES, [userIds]);
  return { books, balances };
}

const printable = ({ payment, refunded, lost }: BankRecord) => ({
  ...payment,
  refunded: [...refunded].map(([key, amount]) => [
    key.startsWith(AT_THE_BANK) ? 'bank' : 'we',
    amount,
  ]),
  lost,
});
