import { inTransaction } from '@frontrow/domain/kernel/database/transaction';
import { compactAnswer } from '@frontrow/domain/kernel/idempotency/compact-answer';
import { callOf, hashOfInput } from '@frontrow/domain/kernel/idempotency/idempotency';
import { STORE } from '@frontrow/domain/kernel/idempotency/stored-answer.sql';
import { type Environment, withEnvironment } from './environment.ts';
import { inParallel, median } from './measure.ts';
import { postgresSeconds } from './postgres-time.ts';

/**
 * Compares two ways to store the answer of a hold of two seats: as the version before did, as JSON with texts as keys,
 * and compressed, with hashes. A transaction each, and in each round both. Linux only.
 */
const CALLS = 4_000;
const ROUNDS = 3;

const AS_JSON = {
  name: 'bench-store-as-json',
  text: `insert into idempotency_key (user_id, procedure, key, input_hash, answer, created_at)
    values ($1, $2, $3, $4, $5, clock_timestamp())`,
};
const PROCEDURE = 'reservation.hold';

interface Call {
  userId: string;
  key: string;
  inputHash: string;
  answer: object;
}
type Store = (environment: Environment, call: Call) => Promise<unknown>;

const WAYS: Record<string, { table: string; store: Store }> = {
  'as JSON': {
    table: 'idempotency_key',
    store: ({ ctx }, { userId, key, inputHash, answer }) => {
      const values = [userId, PROCEDURE, key, inputHash, serialized(answer)];
      return inTransaction(ctx, ({ sql }) => sql.rows(AS_JSON, values));
    },
  },
  compressed: {
    table: 'stored_answer',
    store: ({ ctx }, { userId, key, inputHash, answer }) => {
      const call = callOf({ procedure: PROCEDURE, key });
      const values = [userId, call, inputHash.slice(0, 32), compactAnswer(answer), null];
      return inTransaction(ctx, ({ sql }) => sql.rows(STORE, values));
    },
  },
};

/** As superjson does. */
const serialized = (answer: object) => ({
  json: answer,
  meta: { values: { startsAt: ['Date'], heldAt: ['Date'], holdExpiresAt: ['Date'] }, v: 1 },
});

const id = () => crypto.randomUUID();
const seat = (number: number) => ({
  ...{ id: id(), place: 4_000 + number, label: `Block 114 Row 12 Seat ${number}` },
  ...{ section: 'Block 114', row: '12', number, price: 99_000 },
});

function callBy(userId: string): Call {
  const heldAt = new Date();
  const answer = {
    ...{
      id: id(),
      performanceId: id(),
      concertId: id(),
      startsAt: new Date(heldAt.getTime() + 9e9),
    },
    ...{ timezone: 'Asia/Seoul', status: 'HELD', seats: [seat(7), seat(8)], amount: 198_000 },
    ...{
      currency: 'KRW',
      heldAt,
      holdExpiresAt: new Date(heldAt.getTime() + 3e5),
      paymentId: null,
    },
  };
  return { userId, key: id(), inputHash: hashOfInput({ id: id() }), answer };
}

interface Figures {
  wal: number;
  postgres: number;
}

async function measure(environment: Environment, store: Store, users: string[]): Promise<Figures> {
  const calls = Array.from({ length: CALLS }, (_, n) => callBy(users[n % users.length] ?? ''));
  const walAt = async () => {
    const statement = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at";
    const [row] = await environment.ctx.sql.rows<{ at: number }>(
      { name: 'bench-wal', text: statement },
      [],
    );
    return row?.at ?? 0;
  };
  const [wal, postgres] = [await walAt(), await postgresSeconds(environment)];
  await inParallel(CALLS, (n) => store(environment, calls[n] as Call));
  return {
    wal: ((await walAt()) - wal) / CALLS,
    postgres: (((await postgresSeconds(environment)) - postgres) / CALLS) * 1e6,
  };
}

await withEnvironment(async (environment) => {
  const { pool } = environment.ctx;
  if (!pool) throw new Error('the context has no pool');
  // In the version before the table had no trigger.
  await pool.query('alter table idempotency_key disable trigger user');
  const made = await pool.query<{ id: string }>(
    `insert into app_user (id, name) select gen_random_uuid(), 'stores ' || n
     from generate_series(1, 2000) as n returning id`,
  );
  const users = made.rows.map((row) => row.id);
  const measured = new Map(Object.keys(WAYS).map((name): [string, Figures[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { store }] of Object.entries(WAYS)) {
      await pool.query('checkpoint');
      const figures = await measure(environment, store, users);
      // The first round writes each page of small tables in full.
      if (round > 0) measured.get(name)?.push(figures);
    }
  }
  console.log(
    `A stored answer of a hold of two seats, the median of ${ROUNDS} rounds of ${CALLS}:`,
  );
  for (const [name, { table }] of Object.entries(WAYS)) {
    const sizes = await pool.query<{ rows: number; data: number; indexes: number }>(
      `select pg_table_size('${table}')::float8 as data, pg_indexes_size('${table}')::float8 as indexes`,
    );
    const { data = 0, indexes = 0 } = sizes.rows[0] ?? {};
    const each = (bytes: number) => (bytes / (CALLS * (ROUNDS + 1))).toFixed(0);
    const of = (pick: (figures: Figures) => number) =>
      median((measured.get(name) ?? []).map(pick)).toFixed(0);
    console.log(
      `${name.padEnd(11)} ${each(data)} + ${each(indexes)} B in table and indexes, ${of(({ wal }) => wal)} B of WAL, ` +
        `Postgres ${of(({ postgres }) => postgres)} µs`,
    );
  }
});
