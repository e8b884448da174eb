import type { Clock } from '../src/kernel/clock.ts';

/** In real time: how often the clock checks whether it may move. */
const CHECK_MILLISECONDS = 5;

/**
 * A clock that only tests move. When calls sleep until a time and nothing else is going on, the clock
 * moves to that time by itself, so tests never wait for the time that they simulate.
 */
export class VirtualClock implements Clock {
  #time: Date;
  #sleepers: { time: number; wake: () => void }[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Whether no call is at work that does not sleep; the clock must not move under such a call. */
  isIdle: () => boolean = () => true;

  constructor(start: Date) {
    this.#time = start;
  }

  statementTime(): Date {
    return this.#time;
  }

  now(): number {
    return this.#time.getTime();
  }

  set(time: Date): void {
    this.#time = time;
    this.#wakeDue();
  }

  advance(seconds: number): void {
    this.set(new Date(this.now() + seconds * 1000));
  }

  learn(): void {}

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

  /** Moves the clock to the end of the shortest sleep once nothing else is going on. */
  protected onSleep(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const next = this.nextWake;
      if (this.isIdle() && Number.isFinite(next))
        this.set(new Date(Math.max(this.now(), Math.ceil(next))));
      if (this.#sleepers.length > 0) this.onSleep();
    }, CHECK_MILLISECONDS);
  }

  /** The end of the shortest sleep, in milliseconds since 1970; infinite if nobody sleeps. */
  protected get nextWake(): number {
    return Math.min(...this.#sleepers.map(({ time }) => time));
  }

  #wakeDue(): void {
    const due = this.#sleepers.filter(({ time }) => time <= this.now());
    this.#sleepers = this.#sleepers.filter(({ time }) => time > this.now());
    for (const { wake } of due) wake();
  }
}
