/** The value of a field for a time (`datetime-local`), in the zone of this device; empty for none. */
export function localValue(time: Date | null | undefined): string {
  if (!time) return '';
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The time in such a field; null for none, and for what is no time. */
export function timeIn(value: string): Date | null {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** The zone of this device. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
