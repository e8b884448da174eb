/** Which part of the log is shown, as the address says it. */
export interface LogFilters {
  action?: string;
  /** The id of what was changed. */
  target?: string;
  /** The id of who did it. */
  who?: string;
  /** A local date, or a date with a time, as the field has it: what was done since then. */
  since?: string;
}

const NAMES = ['action', 'target', 'who', 'since'] as const;

/** Reads the filters from an address. */
export const logFilters = (search: Record<string, unknown>): LogFilters =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = search[name];
      return typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [];
    }),
  );
