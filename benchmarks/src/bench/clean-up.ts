/**
 * Runs the work and then `end`, whatever becomes of it. On Ctrl-C or SIGTERM it runs `end` at once, and the process exits
 * with 130 when that is done: what the work meets because of it is no error.
 */
export async function withCleanUp(
  end: () => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  let ended: Promise<void> | null = null;
  let isInterrupted = false;
  const endOnce = () => {
    ended ??= end();
    return ended;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      isInterrupted = true;
      void endOnce().finally(() => process.exit(130));
    });
  }
  try {
    await work();
  } catch (error) {
    if (!isInterrupted) throw error;
  } finally {
    await endOnce();
  }
}
