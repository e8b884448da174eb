import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/backends.ts';
import { type Clerk, openOffice } from '../testing/office.ts';

const RELEASE = 'release-expired-holds';
const PURGE = 'purge-queue-tokens';
const KEYS = 'purge-idempotency-keys';
const AUDIT = 'reconcile-ledger';

/** Waits until that job has begun and ended once more. */
async function nextRun(clerk: Clerk, job: string): Promise<void> {
  const before = (await clerk.runs(job)).ok;
  // The one that is under way may have begun before what the test did last.
  await until(`${job} has run again`, async () => (await clerk.runs(job)).ok >= before + 2);
}

onEachBackend((backend) => {
  test('a worker does every job at once, and then once a period', async () => {
    const office = await openOffice(backend);
    const clerk = await office.clerk({ env: { RECONCILE_SECONDS: '3600' } });
    for (const job of [RELEASE, PURGE, KEYS, AUDIT]) {
      await until(`${job} has run`, async () => (await clerk.runs(job)).ok >= 1);
    }
    await nextRun(clerk, RELEASE);
    expect((await clerk.runs(AUDIT)).ok).toBe(1);
    expect(clerk.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('with the clock past every hold one sweep releases all; another changes nothing', async () => {
    const office = await openOffice(backend);
    const { world } = office;
    const { concertId, performanceId, seatIds } = await world.house({ holdLimit: 10 });
    const guest = await world.guest('sleeper', concertId);
    for (const seat of seatIds) {
      await world.services.reservation.hold(guest, { performanceId, seatIds: [seat] });
    }
    const owned = async () => {
      const { rows } = await world.pool.query<{ owned: number; held: number }>(
        `select (select count(*)::int from seat where reservation_id is not null) as owned,
           (select count(*)::int from reservation where status = 'HELD') as held`,
      );
      return rows[0];
    };
    const clerk = await office.clerk({ env: { SWEEP_BATCH: '3' } });
    await nextRun(clerk, RELEASE);
    expect(await owned()).toEqual({ owned: 10, held: 10 });

    world.pass(300);
    await until('all are released', async () => (await owned())?.held === 0);
    expect(await owned()).toEqual({ owned: 0, held: 0 });
    await until('it is counted', async () => (await clerk.rows(RELEASE)) === 10);
    const snapshot = async () =>
      (await world.pool.query('select s.xmin, r.xmin as r from seat s, reservation r')).rows;
    const before = await snapshot();
    await nextRun(clerk, RELEASE);
    expect(await snapshot()).toEqual(before);
    expect(await clerk.rows(RELEASE)).toBe(10);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('ended tokens go after the retention, counted in the statistics; others never', async () => {
    const office = await openOffice(backend);
    const { world } = office;
    const { concertId } = await world.house({
      queue: { maxActive: 3, claimSeconds: 60, activeSeconds: 36_000 },
    });
    const enter = async (name: string) => (await world.guest(name, concertId)).claims;
    const [leaver, lost, inside] = [await enter('leaver'), await enter('lost'), await enter('in')];
    await world.services.queue.claim(inside);
    await world.services.queue.leave(leaver);
    const waits = [await enter('waits 1'), await enter('waits 2'), await enter('waits 3')];
    const [next, ...waiting] = waits;
    const tokens = async () => {
      const { rows } = await world.pool.query<{ id: string; status: string }>(
        'select id, status from queue_token',
      );
      return new Map(rows.map(({ id, status }) => [id, status]));
    };
    const stats = () => world.services.admin.queueStats(concertId);
    const clerk = await office.clerk({ env: { TOKEN_RETENTION_SECONDS: '30' } });
    await nextRun(clerk, PURGE);
    expect((await tokens()).size).toBe(6);

    world.pass(60);
    await until('the first is gone', async () => !(await tokens()).has(leaver.tokenId));
    await nextRun(clerk, PURGE);
    const living: [string, string][] = [
      [inside.tokenId, 'ACTIVE'],
      ...waiting.map(({ tokenId }): [string, string] => [tokenId, 'WAITING']),
    ];
    const ended = [lost, next].map((claims): [string, string] => [
      String(claims?.tokenId),
      'EXPIRED',
    ]);
    expect(await tokens()).toEqual(new Map([...living, ...ended]));
    const before = await stats();
    expect(before).toMatchObject({ left: 1, expired: 2, waiting: 2 });

    world.pass(30);
    await until('the others are gone', async () => (await tokens()).size === living.length);
    await nextRun(clerk, PURGE);
    expect(await tokens()).toEqual(new Map(living));
    const { left, expired, completed } = await stats();
    expect({ left, expired, completed }).toEqual({
      left: before.left,
      expired: before.expired,
      completed: before.completed,
    });
    expect(await clerk.rows(PURGE)).toBe(3);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});
