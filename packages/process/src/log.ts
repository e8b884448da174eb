import { errorFields, loggable } from '@frontrow/settings/error-fields';
import { redact } from '@frontrow/settings/redact';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { type Fields, thinOutOutages } from './outage-lines.ts';

/** Lines below this level have fields of our own making only, and one is written for each request. */
const WARN = 40;

export interface LogOptions {
  level: string;
  /** Texts that are never written. */
  secrets: readonly string[];
  /** The standard output unless given. */
  destination?: DestinationStream;
}

/**
 * The log of a process: JSON lines. Errors are reduced to the fields that may be written, and texts of
 * warnings and errors are redacted, because drivers and libraries put into them what they were given. Those about
 * an outage of the database are thinned out.
 */
export function createLog(service: string, { level, secrets, destination }: LogOptions): Logger {
  const thinOut = thinOutOutages();
  const options: LoggerOptions = {
    level,
    base: { service, pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
    serializers: {
      err: (error: unknown) => errorFields(error, secrets),
      cause: (cause: unknown) => causeOf(errorFields(cause, secrets)),
    },
    hooks: {
      logMethod([first, message], method, level) {
        const fields = (first as unknown) instanceof Error ? { err: first } : first;
        const text = message ?? ((first as unknown) instanceof Error ? String(first) : undefined);
        if (level < WARN) return method.call(this, fields, text);
        const kept = isFields(fields) ? thinOut(message ?? '', fields) : fields;
        if (kept !== null) {
          method.call(this, withoutSecrets(kept, secrets), text && redact(text, secrets));
        }
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The serializers take the errors of a line. */
function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) {
    return loggable(value, secrets);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      field instanceof Error ? field : loggable(field, secrets),
    ]),
  );
}

/** The cause of an outage is one line, since every call meets it. */
const causeOf = (fields: unknown): unknown =>
  typeof fields === 'object' && fields !== null && 'message' in fields ? fields.message : fields;
