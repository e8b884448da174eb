import { DomainError } from '@frontrow/domain/kernel/errors';
import { inParallel } from '../../measure.ts';
import type { Bench, Sample, Way } from '../scenario.ts';
import { isBusy } from './busy.ts';

/** Calls that one run of a way makes, prepared before. */
export interface Batch {
  count: number;
  /** Rejects if the outcome is not the expected one. */
  call(n: number): Promise<unknown>;
}

/**
 * Makes the calls in this process, without HTTP. Each run takes the next batch; the processor time is that of this
 * process, which does the work and makes the load, and of Postgres.
 */
export function databaseWay(
  { database, inFlight }: Pick<Bench, 'database' | 'inFlight'>,
  batches: Batch[],
): Way {
  const left = [...batches];
  return async (): Promise<Sample> => {
    const batch = left.shift();
    if (!batch) throw new Error('more runs than were prepared');
    const unexpected: string[] = [];
    let calls = 0;
    let refused = 0;
    const one = async (n: number) => {
      try {
        await batch.call(n);
        calls++;
      } catch (error) {
        if (isBusy(error)) refused++;
        else if (unexpected.length < 5) unexpected.push(String(error).slice(0, 200));
      }
    };
    const before = { own: process.cpuUsage(), postgres: database.postgresMicroseconds() };
    const start = performance.now();
    await inParallel(batch.count, one, inFlight);
    const seconds = (performance.now() - start) / 1000;
    const own = process.cpuUsage(before.own);
    return {
      ...{ calls, seconds, refused, unexpected, server: own.user + own.system },
      postgres: database.postgresMicroseconds() - before.postgres,
    };
  };
}

/** The outcome that has to be: this refusal. */
export async function refusedWith(code: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (error instanceof DomainError && error.code === code) return;
    throw error;
  }
  throw new Error(`expected ${code}, and the call succeeded`);
}
