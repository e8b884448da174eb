import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../kernel/logger.ts';

const AGAIN_MILLISECONDS = 1_000;
const CONNECT_MILLISECONDS = 5_000;

export interface Listening {
  stop(): Promise<void>;
}

/**
 * Tells of every change of a queue as soon as it is committed. A connection of its own, past a
 * transaction pooler; without it servers learn of changes by the next refresh, which is soon enough.
 */
export function listenToQueues(url: string, log: Logger, onChange: () => Promise<void>): Listening {
  const stopping = new AbortController();
  const { signal } = stopping;
  let client: Client | null = null;
  let failing = false;
  const listen = async (): Promise<void> => {
    const connection = new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      application_name: 'frontrow-listen',
      keepAlive: true,
    });
    const ended = new Promise<void>((done) => {
      connection.on('error', () => done());
      connection.on('end', () => done());
    });
    try {
      client = connection;
      await connection.connect();
      connection.on('notification', () => {
        onChange().catch(() => {});
      });
      await connection.query('listen frontrow_queue');
      failing = false;
      if (signal.aborted) return;
      await ended;
    } finally {
      await connection.end().catch(() => {});
    }
  };
  const run = async () => {
    while (!signal.aborted) {
      await listen().catch((error: unknown) => {
        if (!failing) log.warn({ err: error }, 'cannot listen to the queues; trying on');
        failing = true;
      });
      await sleep(AGAIN_MILLISECONDS, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await client?.end().catch(() => {});
      await running;
    },
  };
}
