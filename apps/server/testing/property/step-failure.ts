/** A failure inside a run. `played` is the run up to there, which fails in the same way. */
export class StepFailure extends Error {
  readonly played: unknown;

  constructor(message: string, played: unknown, cause: unknown) {
    super(message, { cause });
    this.played = played;
  }
}
