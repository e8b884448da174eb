import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { STOP, type ThreadMessage, type ThreadStart } from './messages.ts';
import { admitsElsewhere } from './other-servers.ts';

/** A round takes milliseconds, and a pause of 0.3 s follows. */
const RUNNING_MILLISECONDS = 10_000;
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 10_000;
/** After so long a thread that ends is one that ran well. */
const SETTLED_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;
/** A server that drains looks for another one that admits as often. */
const LOOK_MILLISECONDS = 500;

const THREAD = new URL('./admission-thread.ts', import.meta.url);

/** The thread that admits, started again whenever it ends by itself. */
export class Admission {
  /** Settles with the first round. */
  readonly started: Promise<void>;
  /** How often the thread has ended by itself. */
  ended = 0;
  readonly #ctx: QueueContext;
  readonly #start: ThreadStart;
  readonly #file: URL;
  #thread: Worker | null = null;
  #retry: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | null = null;
  #startedAt = 0;
  /** Of the last round, by `performance.now()`. */
  #ranAt = Number.NEGATIVE_INFINITY;
  #pause = FIRST_PAUSE_MILLISECONDS;
  #noteStarted = () => {};

  /** @param file another thread, for tests */
  constructor(ctx: QueueContext, databaseUrl: string, file: URL = THREAD) {
    this.#ctx = ctx;
    this.#file = file;
    const service = `admission-${randomUUID().slice(0, 8)}`;
    this.#start = { databaseUrl, service, time: ctx.clock.sharedTime };
    this.started = new Promise((resolve) => {
      this.#noteStarted = resolve;
    });
    this.#run();
  }

  /** Whether the thread admits: it has looked at all concerts a short time ago. */
  get isRunning(): boolean {
    return performance.now() - this.#ranAt < RUNNING_MILLISECONDS;
  }

  /** Whether another server admits. False if that cannot be found out. */
  runsElsewhere(): Promise<boolean> {
    return admitsElsewhere(this.#ctx, this.#start.service);
  }

  /** Stops as soon as another server admits: the last one goes on until it is stopped. */
  async stopOnceOthersRun(): Promise<void> {
    while (!this.#stopping && !(await this.runsElsewhere())) await sleep(LOOK_MILLISECONDS);
    await this.stop();
  }

  /** Finishes the admissions that have begun. What takes longer than 5 seconds is cut off, and Postgres rolls it back. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#retry);
    const thread = this.#thread;
    if (!thread) return;
    const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    thread.postMessage(STOP);
    const cut = setTimeout(() => void thread.terminate(), STOP_MILLISECONDS);
    await exited;
    clearTimeout(cut);
  }

  #run(): void {
    this.#startedAt = performance.now();
    const thread = new Worker(this.#file, { workerData: this.#start, name: 'admission' });
    this.#thread = thread;
    let reason: unknown = null;
    thread.on('message', (message: ThreadMessage) => this.#hear(message));
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', (code) => this.#end(reason ?? new Error(`exit code ${code}`)));
  }

  #hear(message: ThreadMessage): void {
    const { log, queue } = this.#ctx;
    if (message.kind === 'log') {
      log[message.level](message.fields, message.message);
      return;
    }
    queue.failures.addReport(message.failures);
    this.#ranAt = performance.now();
    this.#noteStarted();
  }

  #end(reason: unknown): void {
    this.#thread = null;
    this.#ranAt = Number.NEGATIVE_INFINITY;
    this.#ctx.queue.failures.addReport({ counts: [], failing: [] });
    if (this.#stopping) return;
    this.ended++;
    if (performance.now() - this.#startedAt > SETTLED_MILLISECONDS) {
      this.#pause = FIRST_PAUSE_MILLISECONDS;
    }
    const seconds = this.#pause / 1_000;
    this.#ctx.log.error({ err: reason, seconds }, 'the thread that admits has ended; starting it');
    this.#retry = setTimeout(() => this.#run(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MILLISECONDS);
  }
}
