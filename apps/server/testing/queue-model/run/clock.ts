import { START, type World } from '@frontrow/domain/testing/world';

/** The clock that all servers of a run share. No other file of the model changes the time of a run. */
export class RunClock {
  readonly #world: World;

  /** Sets the world's clock back to the start. */
  constructor(world: World) {
    this.#world = world;
    world.now = START;
  }

  get date(): Date {
    return this.#world.now;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#world.now.getTime();
  }

  advance(seconds: number): void {
    this.#world.advanceClock(seconds);
  }

  /** By more than the visibility delay: all servers show what happened before. */
  advanceUntilVisible(): void {
    this.advance(1);
  }

  /** By the shortest time that the clock can tell apart. */
  advanceOneMillisecond(): void {
    this.advance(0.001);
  }
}
