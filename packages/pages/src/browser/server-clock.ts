/** The server's clock less the device's, in milliseconds. */
let offset = 0;

/** The header is cut to the second: on average the time is half a second later. */
const CUT_MILLISECONDS = 500;

/** Takes the `date` header of an answer. */
export function observeDate(header: string | null): void {
  const time = Date.parse(header ?? '');
  if (!Number.isNaN(time)) offset = time + CUT_MILLISECONDS - Date.now();
}

/** Milliseconds since 1970 by the server's clock; by the device's before the first answer. */
export const serverNow = (): number => Date.now() + offset;
