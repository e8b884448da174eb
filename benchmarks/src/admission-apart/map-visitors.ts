import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread of the visitors is given, and what it answers when their time is over. */
export interface MapVisitors {
  url: string;
  visitors: Record<string, string>[];
  seconds: number;
}

export interface MapAnswers {
  /** How long each answer took. */
  milliseconds: number[];
  refused: number;
}

const { url, visitors, seconds } = workerData as MapVisitors;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const end = performance.now() + seconds * 1000;
const answers: MapAnswers = { milliseconds: [], refused: 0 };

/** Reads an answer and throws it away. Returns after how many seconds the server asks to come back, or null. */
const load = (headers: Record<string, string>): Promise<number | null> =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent }, async (response) => {
      if (response.statusCode === 503) {
        const body = await text(response);
        return resolve(Number(/"retryAfterSeconds":(\d+)/.exec(body)?.[1] ?? 1));
      }
      if (response.statusCode !== 200) reject(new Error(`${response.statusCode}`));
      response.resume();
      response.once('end', () => resolve(null));
    }).on('error', reject);
  });

await Promise.all(
  visitors.map(async (headers) => {
    while (performance.now() < end) {
      const start = performance.now();
      const retryAfterSeconds = await load(headers);
      if (retryAfterSeconds === null) answers.milliseconds.push(performance.now() - start);
      else answers.refused++;
      if (retryAfterSeconds !== null) await sleep(retryAfterSeconds * 1000);
    }
  }),
);
agent.destroy();
parentPort?.postMessage(answers);
