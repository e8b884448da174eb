/** A part of `pnpm start` in a process of its own: a database, or a service such as the server. */
export interface Part {
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<void>;
  /** The end of its error output or of its log. */
  lastWords(): string;
  /** Ends the process. Releases what it has locked, also when it has ended by itself. */
  stop(): Promise<void>;
}

/** A part that ended before it was ready. */
export class EndedAtStart extends Error {
  readonly lastWords: string;

  constructor(name: string, lastWords: string) {
    super(`the ${name} did not start`);
    this.lastWords = lastWords;
  }
}
