/** Compiled, but never run: the types as `require` imports them. */
import sdk = require('@frontrow/sdk');

export const client: sdk.FrontrowClient = sdk.createFrontrowClient({
  url: 'https://a.example',
  auth: null,
});
export const isClosed = (error: unknown): boolean => sdk.isFrontrowError(error, 'QUEUE_CLOSED');
/** A client made through one kind of import can be used through the other. */
export const pass = async (
  other: typeof import('@frontrow/sdk', { with: { 'resolution-mode': 'import' }}),
): Promise<void> => {
  const theirs: sdk.FrontrowClient = other.createFrontrowClient({
    url: 'https://a.example',
    auth: null,
  });
  const session: sdk.Session = await theirs.enter('concert');
  await session.leave();
};
