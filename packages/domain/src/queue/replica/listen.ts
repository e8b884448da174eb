import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../../kernel/logger.ts';

const RECONNECT_MILLISECONDS = 1_000;
const CONNECT_MILLISECONDS = 5_000;

export interface QueueListener {
  stop(): Promise<void>;
}

/**
 * Calls `onChange` when a change of any queue is committed (LISTEN). Uses a connection of its own, since
 * LISTEN does not work through a transaction pooler. Without notifications, servers find changes with the
 * next regular refresh, which is early enough.
 */
export function listenToQueues(
  url: string,
  log: Logger,
  onChange: () => Promise<void>,
): QueueListener {
  const stopping = new AbortController();
  const { signal } = stopping;
  /** The connection that listens; null while there is none. */
  let listening: Client | null = null;
  let failing = false;
  const listenOnce = async (): Promise<void> => {
    const connection = new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      application_name: 'frontrow-listen',
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => {
      connection.on('error', () => resolve());
      connection.on('end', () => resolve());
    });
    try {
      await connection.connect();
      connection.on('notification', () => {
        onChange().catch(() => {});
      });
      await connection.query('listen frontrow_queue');
      failing = false;
      if (signal.aborted) return;
      listening = connection;
      await ended;
    } finally {
      listening = null;
      await connection.end().catch(() => {});
    }
  };
  const run = async () => {
    while (!signal.aborted) {
      await listenOnce().catch((error: unknown) => {
        if (!failing) log.warn({ err: error }, 'cannot listen to the queues; retrying');
        failing = true;
      });
      await sleep(RECONNECT_MILLISECONDS, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      // To end a connection that is only being made would wait for ever; it ends by itself once it is made.
      await listening?.end().catch(() => {});
      await running;
    },
  };
}
