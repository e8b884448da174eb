/** For `waitFor`: long enough for a busy machine. */
export const WAIT = { timeout: 20_000 };
