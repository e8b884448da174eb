import { query } from '@frontrow/embedded/testing/postgres/query';
import { until } from '@frontrow/embedded/testing/until';
import { type Call, callsTo, get, type Headers, partsOf, signIn } from './calls.ts';

export interface Sites {
  server: string;
  worker: string;
  database: string;
}

/** The texts that must stand in no log, by kind. */
export type Kinds = Record<string, string[]>;

/** The smallest concert of the demo. */
const CONCERT_ID = '01920000-0000-7000-8000-000000000103';
const NAME = 'Mina Wren-Halloway';
const EMAIL = 'mina.wren@mail.example';
const EXTERNAL_ID = 'issuer|mina-8d1f';
const ACTED_FOR = 'issuer|acted-for-77c2';
const KEY = 'idempotency-of-mina-4b7d';
const JOB_DATA = 'note-in-the-job-data-19ae';

/**
 * Buys, refuses and breaks in all the ways in which a log could get hold of a secret. Returns what must not
 * be in any log, and the id of the buyer, which may.
 */
export async function playJourney(sites: Sites): Promise<{ kinds: Kinds; userId: string }> {
  const call = callsTo(sites.server);
  const operator = await signIn(call, 'log-operator', 'operator');
  const buyer = await signIn(call, NAME);
  await signIn(call, EMAIL);
  const bought = await buy(call, sites, buyer.headers);
  await redeem(call, operator.headers, bought.code);
  await createUsers(call, sites, operator.headers);
  const service = await signIn(call, 'log-service', 'service');
  await actForOthers(call, sites, service.headers);
  const lost = await pasteTokens(call, sites, bought.queueToken);
  const cookie = await useDashboard(call, sites);
  await breakDatabase(call, sites, buyer.headers);
  return {
    userId: buyer.id,
    kinds: {
      'bearer token': partsOf(buyer.token),
      'bearer token in a path': partsOf(lost.path),
      'bearer token in a query': partsOf(lost.query),
      'bearer token as a request id': partsOf(lost.requestId),
      'queue token': partsOf(bought.queueToken),
      'ticket code': [bought.code, bought.code.toUpperCase(), bought.code.toLowerCase()],
      'idempotency key': [KEY],
      'user name': [NAME, 'Wren-Halloway'],
      'name like an e-mail address': [EMAIL],
      'external id': [EXTERNAL_ID],
      'external id acted for': [ACTED_FOR, encodeURIComponent(ACTED_FOR)],
      'cookie of the dashboard': partsOf(cookie),
      'job data': [JOB_DATA],
    },
  };
}

async function buy(call: Call, { server, database }: Sites, bearer: Headers) {
  const { data: ticket } = await call('queue.join', { concertId: CONCERT_ID }, bearer);
  const headers = { ...bearer, 'x-queue-token': String(ticket.token) };
  const [seat] = await query<{ id: string; performance_id: string }>(
    database,
    `select s.id, s.performance_id from seat s join performance p on p.id = s.performance_id
     where p.concert_id = '${CONCERT_ID}' limit 1`,
  );
  const wanted = { performanceId: seat?.performance_id, seatIds: [seat?.id] };
  const held = await until('a hold', async () => {
    const reply = await call('reservation.hold', { ...wanted, idempotencyKey: KEY }, headers);
    return reply.status === 200 && reply;
  });
  const payment = { reservationId: held.data.id, topUp: true, idempotencyKey: KEY };
  const paid = await call('payment.pay', payment, headers);
  const input = encodeURIComponent(JSON.stringify({ json: { paymentId: paid.data.id } }));
  const { data } = await get(`${server}/trpc/payment.tickets?input=${input}`, bearer);
  const [first] = (data.items ?? []) as { code: string }[];
  await call('payment.pay', { ...payment, topUp: false }, headers);
  await call('reservation.hold', { ...wanted, idempotencyKey: `${KEY}-2` }, headers);
  await call('reservation.hold', wanted, { ...headers, 'x-queue-token': `${ticket.token}x` });
  await call('balance.charge', { amount: -1, idempotencyKey: KEY }, bearer);
  return { queueToken: String(ticket.token), code: String(first?.code) };
}

async function redeem(call: Call, operator: Headers, code: string): Promise<void> {
  for (const each of [code, code, code.replace(/.$/, 'x'), `${code}${code}`]) {
    await call('admin.redeemTicket', { code: each }, operator);
  }
}

/** Several at the same time, so that one meets the unique constraint; then a constraint that quotes the row. */
async function createUsers(call: Call, { database }: Sites, operator: Headers): Promise<void> {
  const user = { name: NAME, externalId: EXTERNAL_ID };
  await Promise.all(Array.from({ length: 8 }, () => call('admin.createUser', user, operator)));
  await query(
    database,
    `alter table app_user add constraint refused check (name not like '%Wren%2') not valid`,
  );
  const refused = { name: `${NAME} 2`, externalId: `${EXTERNAL_ID}-2` };
  await call('admin.createUser', refused, operator);
  await call('session.devSignIn', { name: refused.name });
  await query(database, 'alter table app_user drop constraint refused');
}

async function actForOthers(call: Call, { server }: Sites, service: Headers): Promise<void> {
  await call('admin.createUser', { name: 'acted for', externalId: ACTED_FOR }, service);
  for (const name of [`external:${encodeURIComponent(ACTED_FOR)}`, `external:${ACTED_FOR}`]) {
    for (const wanted of [name, `${name}-unknown`]) {
      await get(`${server}/trpc/session.me`, { ...service, 'x-on-behalf-of': wanted });
    }
  }
}

/** Tokens in places where they do not belong. */
async function pasteTokens(call: Call, { server, worker }: Sites, queueToken: string) {
  const [path, asQuery, requestId] = await Promise.all(
    ['in a path', 'in a query', 'as an id'].map(async (name) => (await signIn(call, name)).token),
  );
  for (const url of [
    ...[`${server}/${path}`, `${server}/trpc/${path}`, `${server}/trpc/session.me,${path}?batch=1`],
    ...[`${server}/trpc/queue.status/${queueToken}`, `${server}/readyz/${path}`],
    ...[`${worker}/${path}`, `${worker}/agendash/${path}`, `${worker}/agendash/api/jobs/${path}`],
    ...[`${server}/trpc/session.me?token=${asQuery}`, `${server}/readyz?access_token=${asQuery}`],
    ...[`${server}/trpc/session.me?input=${asQuery}`, `${worker}/agendash/?token=${asQuery}`],
  ]) {
    await get(url);
    await get(url, { 'x-request-id': String(requestId), authorization: `Bearer ${asQuery}x` });
  }
  return { path: String(path), query: String(asQuery), requestId: String(requestId) };
}

/** Signs in with the cookie, creates jobs, and searches for the token. Returns the cookie's token. */
async function useDashboard(call: Call, { worker }: Sites): Promise<string> {
  const { token } = await signIn(call, 'log-dashboard', 'operator');
  const dashboard = `${worker}/agendash`;
  const body = new URLSearchParams({ token });
  const signedIn = await fetch(`${dashboard}/sign-in`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  await signedIn.text();
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await until('the job store is connected', async () => {
    const { status } = await get(`${dashboard}/api`, { cookie });
    return status === 200;
  });
  const search = `job=${token}&q=${JOB_DATA}&limit=${token}&skip=${token}&state=${token}`;
  await get(`${dashboard}/api?${search}`, { cookie });
  await get(`${dashboard}/api/logs?from=${token}&level=${token}`, { cookie });
  const job = { jobName: 'release-expired-holds' };
  for (const fields of [
    { jobData: { note: JOB_DATA } },
    { jobData: { [JOB_DATA]: { constructor: JOB_DATA } } },
    { jobRepeatEvery: JOB_DATA },
    { jobSchedule: JOB_DATA },
    { jobName: JOB_DATA },
  ]) {
    const headers = { cookie, 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify({ ...job, ...fields }) };
    await fetch(`${dashboard}/api/jobs/create`, request).then((answer) => answer.text());
  }
  const broken = { method: 'POST', headers: { cookie, 'content-type': 'application/json' } };
  await fetch(`${dashboard}/api/jobs/create`, { ...broken, body: `{"${JOB_DATA}": ` }).then(
    (answer) => answer.text(),
  );
  return token;
}

/** Faults and an outage: a table is gone, and all connections are ended. */
async function breakDatabase(call: Call, { server, database }: Sites, bearer: Headers) {
  await query(database, 'alter table ledger_entry rename to ledger_entry_away');
  const fault = await get(`${server}/trpc/balance.history`, bearer);
  if (fault.errorCode !== 'INTERNAL_SERVER_ERROR') throw new Error('the fault was not provoked');
  await query(database, 'alter table ledger_entry_away rename to ledger_entry');
  await query(
    database,
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
  );
  await call('balance.charge', { amount: 1, idempotencyKey: `${KEY}-3` }, bearer);
}
