/** How long a test waits for what has to come, on a machine that has other things to do. */
export const PATIENCE = { timeout: 20_000 };
