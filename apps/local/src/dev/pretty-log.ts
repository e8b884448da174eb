import { prettyFactory } from 'pino-pretty';

/** Formats a line of JSON from pino as a readable line; returns any other line unchanged. */
export function createLogFormatter(options: { colorize: boolean }): (line: string) => string {
  return prettyFactory({
    ...options,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,service',
    messageFormat: '[{service}] {msg}',
    singleLine: true,
  });
}
