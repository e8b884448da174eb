/** What happens to a call on its way: the request is lost, or its answer, or the answer comes late. */
export type Mishap = 'request lost' | 'answer lost' | 'answered twice' | 'late';

export interface Network {
  fetch: typeof globalThis.fetch;
  /** What happens to the next calls of a procedure, in order. */
  strike(procedure: string, ...mishaps: Mishap[]): void;
  /** Cuts every stream that is open. */
  cut(): void;
  /** How many streams are open. */
  streams(): number;
  /** How often a procedure was really asked. */
  asked(procedure: string): number;
}

const LATE_MILLISECONDS = 300;

/** A network that goes wrong where it is told to; all that gets through reaches the real server. */
export function createNetwork(): Network {
  const mishaps = new Map<string, Mishap[]>();
  const asked = new Map<string, number>();
  let streams = 0;
  let open = new AbortController();
  const send: typeof globalThis.fetch = (input, init) => {
    const signals = [open.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
  return {
    async fetch(input, init) {
      const procedure = new URL(String(input)).pathname.split('/').at(-1) ?? '';
      const mishap = mishaps.get(procedure)?.shift();
      if (mishap === 'request lost') throw new TypeError('the network is gone');
      asked.set(procedure, (asked.get(procedure) ?? 0) + 1);
      const response = await send(input, init);
      if (procedure === 'queue.watch') {
        streams++;
        init?.signal?.addEventListener('abort', () => streams--);
      }
      switch (mishap) {
        case 'answer lost':
          await response.arrayBuffer();
          throw new TypeError('the network is gone');
        case 'answered twice':
          await response.arrayBuffer();
          return send(input, init);
        case 'late':
          await new Promise((resolve) => setTimeout(resolve, LATE_MILLISECONDS));
          return response;
        default:
          return response;
      }
    },
    strike(procedure, ...next) {
      mishaps.set(procedure, [...(mishaps.get(procedure) ?? []), ...next]);
    },
    cut() {
      open.abort(new TypeError('the connection was cut'));
      open = new AbortController();
    },
    streams: () => streams,
    asked: (procedure) => asked.get(procedure) ?? 0,
  };
}
