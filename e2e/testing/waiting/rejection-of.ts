/** What a call rejects with. Throws if it does not reject. */
export const rejectionOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => {
      throw new Error('the call did not reject');
    },
    (error: unknown) => error,
  );
