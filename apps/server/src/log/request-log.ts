import type { Logger } from '@frontrow/domain/kernel/logger';
import type { CallLogger } from './access-log.ts';

/** Writes the request's id into each line. Most requests have none, so the logger is made for the first one. */
export class RequestLog implements Logger {
  readonly #log: CallLogger;
  readonly #requestId: string | undefined;
  #own: Logger | null = null;

  constructor(log: CallLogger, requestId: string | undefined) {
    this.#log = log;
    this.#requestId = requestId;
  }

  info(fields: object, message: string): void {
    this.#logger.info(fields, message);
  }

  warn(fields: object, message: string): void {
    this.#logger.warn(fields, message);
  }

  error(fields: object, message: string): void {
    this.#logger.error(fields, message);
  }

  get #logger(): Logger {
    this.#own ??= this.#log.child({ requestId: this.#requestId });
    return this.#own;
  }
}
