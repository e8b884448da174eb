import { type RealProcess, startRealProcess } from '@frontrow/process/testing/real-process';
import { SignJWT } from 'jose';

const AUTH_SECRET = 'an-auth-secret-of-the-tests';

export interface WorkerProcess extends RealProcess {
  status(path: string): Promise<number>;
  /** Number of runs of a job with that outcome (default: ok), from /metrics. */
  runs(job: string, outcome?: string): Promise<number>;
  /** Number of rows that a job has changed, from /metrics. */
  rows(job: string): Promise<number>;
  /** How many seconds its clock is ahead of the database's, from /metrics. */
  clockOffset(): Promise<number>;
}

/** Starts a worker process as a deployment does, and waits until it listens. */
export async function startWorkerProcess(env: Record<string, string>): Promise<WorkerProcess> {
  const worker = await startRealProcess(new URL('../../src/main.ts', import.meta.url), {
    AUTH_SECRET,
    QUEUE_SECRET: 'test:a-queue-secret-of-the-tests',
    TICKET_SECRET: 'test:a-ticket-secret-of-the-tests',
    LOG_LEVEL: 'error',
    ...env,
  });
  const ask = (path: string) =>
    fetch(`${worker.url}${path}`, { signal: AbortSignal.timeout(10_000) });
  const metric = async (sample: string): Promise<number> => {
    const text = await (await ask('/metrics')).text();
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    return Number(line?.slice(sample.length) ?? Number.NaN);
  };
  return {
    ...worker,
    status: async (path) => (await ask(path)).status,
    runs: (job, outcome = 'ok') => metric(`frontrow_jobs_total{job="${job}",outcome="${outcome}"}`),
    clockOffset: () => metric('frontrow_worker_clock_offset_seconds'),
    rows: (job) => metric(`frontrow_job_rows_total{job="${job}"}`),
  };
}

/** The environment of a process whose clock is ahead by so many seconds, or behind. */
export const withClockAhead = (seconds: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=${new URL(`clock-ahead.ts?seconds=${seconds}`, import.meta.url).href}`,
});

/** Authorization header with a token that these workers accept. */
export async function signBearerToken(
  sub: string,
  role: string,
  expiry = '1 hour',
): Promise<Record<string, string>> {
  const token = await new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(expiry)
    .sign(new TextEncoder().encode(AUTH_SECRET));
  return { authorization: `Bearer ${token}` };
}
