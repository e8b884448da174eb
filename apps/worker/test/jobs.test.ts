import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { onEachBackend } from '../testing/stores/backends.ts';
import {
  createInProcessWorkers,
  type WorkerHandle,
} from '../testing/workers/in-process-workers.ts';

const RELEASE_JOB = 'release-expired-holds';
const PURGE_JOB = 'purge-queue-tokens';
const PURGE_KEYS_JOB = 'purge-idempotency-keys';
const SLOW_JOBS = ['purge-reservations', 'pack-draw-lists'];
const AUDIT_JOB = 'audit';

/** Waits until a run that started after this call has succeeded. */
async function nextRun(worker: WorkerHandle, job: string): Promise<void> {
  const before = (await worker.runs(job)).ok;
  // The next run to end may have started before this call, so two have to end.
  await until(`${job} has run again`, async () => (await worker.runs(job)).ok >= before + 2);
}

onEachBackend((backend) => {
  test('a worker runs every job at its start, and then once per period', async () => {
    const workers = await createInProcessWorkers(backend);
    const worker = await workers.start({ env: { AUDIT_INTERVAL_SECONDS: '3600' } });
    for (const job of [RELEASE_JOB, PURGE_JOB, PURGE_KEYS_JOB, ...SLOW_JOBS, AUDIT_JOB]) {
      await until(`${job} has run`, async () => (await worker.runs(job)).ok >= 1);
    }
    await nextRun(worker, RELEASE_JOB);
    expect((await worker.runs(AUDIT_JOB)).ok).toBe(1);
    expect(worker.log.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('a sweep releases all expired holds in batches, and the next sweep changes nothing', async () => {
    const workers = await createInProcessWorkers(backend);
    const { world } = workers;
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 10 });
    const guest = await world.queueCaller('sleeper', concertId);
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
    const worker = await workers.start({ env: { SWEEP_BATCH: '3' } });
    await nextRun(worker, RELEASE_JOB);
    expect(await owned()).toEqual({ owned: 10, held: 10 });

    world.advanceClock(300);
    await until('all holds are released', async () => (await owned())?.held === 0);
    expect(await owned()).toEqual({ owned: 0, held: 0 });
    await until(
      'the released holds are counted',
      async () => (await worker.rows(RELEASE_JOB)) === 10,
    );
    const snapshot = async () =>
      (await world.pool.query('select s.xmin, r.xmin as r from seat s, reservation r')).rows;
    const before = await snapshot();
    await nextRun(worker, RELEASE_JOB);
    expect(await snapshot()).toEqual(before);
    expect(await worker.rows(RELEASE_JOB)).toBe(10);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });

  test('ended queue entries are deleted after the retention and stay counted; others are never deleted', async () => {
    const workers = await createInProcessWorkers(backend);
    const { world } = workers;
    const { concertId } = await world.concertWithSeats({
      queue: { maxActive: 3, claimSeconds: 60, activeSeconds: 36_000 },
    });
    const enter = async (name: string) => (await world.queueCaller(name, concertId)).claims;
    const [leaver, lost, inside] = [await enter('leaver'), await enter('lost'), await enter('in')];
    await world.services.queue.claim(inside);
    await world.services.queue.leave(leaver);
    const waits = [await enter('waits 1'), await enter('waits 2'), await enter('waits 3')];
    const [next, ...waiting] = waits;
    const entries = async () => {
      const { rows } = await world.pool.query<{ id: string; status: string }>(
        'select id, status from queue_entry',
      );
      return new Map(rows.map(({ id, status }) => [id, status]));
    };
    const stats = () => world.services.admin.queueStats(concertId);
    const worker = await workers.start({ env: { TOKEN_RETENTION_SECONDS: '30' } });
    await nextRun(worker, PURGE_JOB);
    expect((await entries()).size).toBe(6);

    world.advanceClock(60);
    await until('the first entry is deleted', async () => !(await entries()).has(leaver.entryId));
    await nextRun(worker, PURGE_JOB);
    const living: [string, string][] = [
      [inside.entryId, 'ACTIVE'],
      ...waiting.map(({ entryId }): [string, string] => [entryId, 'WAITING']),
    ];
    const ended = [lost, next].map((claims): [string, string] => [
      String(claims?.entryId),
      'EXPIRED',
    ]);
    expect(await entries()).toEqual(new Map([...living, ...ended]));
    const before = await stats();
    expect(before).toMatchObject({ left: 1, expired: 2, waiting: 2 });

    world.advanceClock(30);
    await until(
      'the other ended entries are deleted',
      async () => (await entries()).size === living.length,
    );
    await nextRun(worker, PURGE_JOB);
    expect(await entries()).toEqual(new Map(living));
    const { left, expired, completed } = await stats();
    expect({ left, expired, completed }).toEqual({
      left: before.left,
      expired: before.expired,
      completed: before.completed,
    });
    expect(await worker.rows(PURGE_JOB)).toBe(3);
    expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  });
});
