import type { Clock, SharedTime } from '../src/kernel/clock.ts';

/** How often, in real time, the clock checks whether it may move. */
const CHECK_MILLISECONDS = 5;

/**
 * A clock that only tests move. If calls sleep until a time and no other call is running, the clock moves to
 * that time by itself, so tests do not wait in real time.
 */
export class VirtualClock implements Clock {
  readonly steps = { back: 0, forward: 0, sum: 0 };
  readonly sharedTime: SharedTime = new BigInt64Array(new SharedArrayBuffer(8));
  #time: Date;
  #sleepers: { time: number; wake: () => void }[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Returns false while a call is running that does not sleep. The clock does not move then. */
  isIdle: () => boolean = () => true;

  constructor(start: Date) {
    this.#time = start;
    this.#share();
  }

  statementTime(): Date {
    return this.#time;
  }

  now(): number {
    return this.#time.getTime();
  }

  set(time: Date): void {
    this.#time = time;
    this.#share();
    this.#wakeDue();
  }

  #share(): void {
    Atomics.store(this.sharedTime, 0, BigInt(this.#time.getTime()));
  }

  advance(seconds: number): void {
    this.set(new Date(this.now() + seconds * 1000));
  }

  addReading(): void {}

  sleepUntil(time: number): Promise<void> {
    if (time <= this.now()) return Promise.resolve();
    return new Promise((wake) => {
      this.#sleepers.push({ time, wake });
      this.onSleep();
    });
  }

  sleep(milliseconds: number): Promise<void> {
    return this.sleepUntil(this.now() + milliseconds);
  }

  /** Moves the clock to the end of the shortest sleep once no other call is running. */
  protected onSleep(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const next = this.nextWake;
      if (this.isIdle() && Number.isFinite(next))
        this.set(new Date(Math.max(this.now(), Math.ceil(next))));
      if (this.#sleepers.length > 0) this.onSleep();
    }, CHECK_MILLISECONDS);
  }

  /** The end of the shortest sleep, in milliseconds since 1970; infinite if no call sleeps. */
  protected get nextWake(): number {
    return Math.min(...this.#sleepers.map(({ time }) => time));
  }

  #wakeDue(): void {
    const due = this.#sleepers.filter(({ time }) => time <= this.now());
    this.#sleepers = this.#sleepers.filter(({ time }) => time > this.now());
    for (const { wake } of due) wake();
  }
}
