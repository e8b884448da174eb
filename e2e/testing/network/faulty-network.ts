/** What goes wrong with a call: its request or its answer is lost, it is sent twice, its answer is late. */
export type Fault = 'request lost' | 'answer lost' | 'sent twice' | 'answer late';

export interface FaultyNetwork {
  fetch: typeof globalThis.fetch;
  /** Sets the faults of the next calls of a procedure, in order. */
  fail(procedure: string, ...faults: Fault[]): void;
  /** Breaks every open connection. */
  cutConnections(): void;
  /** How many event streams are open. */
  openStreams(): number;
  /** How many requests for a procedure were sent. */
  requests(procedure: string): number;
}

const LATE_MILLISECONDS = 300;

/** A `fetch` that fails where the test says so, and otherwise sends every request to the real server. */
export function createFaultyNetwork(): FaultyNetwork {
  const faults = new Map<string, Fault[]>();
  const requests = new Map<string, number>();
  let openStreams = 0;
  let connections = new AbortController();
  const send: typeof globalThis.fetch = (input, init) => {
    const signals = [connections.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
  return {
    async fetch(input, init) {
      const procedure = new URL(String(input)).pathname.split('/').at(-1) ?? '';
      const fault = faults.get(procedure)?.shift();
      if (fault === 'request lost') throw new TypeError('the network is down');
      requests.set(procedure, (requests.get(procedure) ?? 0) + 1);
      const response = await send(input, init);
      if (procedure === 'queue.watch') {
        openStreams++;
        init?.signal?.addEventListener('abort', () => openStreams--);
      }
      switch (fault) {
        case 'answer lost':
          await response.arrayBuffer();
          throw new TypeError('the network is down');
        case 'sent twice':
          await response.arrayBuffer();
          return send(input, init);
        case 'answer late':
          await new Promise((resolve) => setTimeout(resolve, LATE_MILLISECONDS));
          return response;
        default:
          return response;
      }
    },
    fail(procedure, ...next) {
      faults.set(procedure, [...(faults.get(procedure) ?? []), ...next]);
    },
    cutConnections() {
      connections.abort(new TypeError('the connection was cut'));
      connections = new AbortController();
    },
    openStreams: () => openStreams,
    requests: (procedure) => requests.get(procedure) ?? 0,
  };
}
