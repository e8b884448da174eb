/** Only compiled: the same types by way of `require`. */
import sdk = require('@frontrow/sdk');

export const client: sdk.FrontrowClient = sdk.createFrontrowClient({
  url: 'https://a.example',
  auth: null,
});
export const isClosed = (error: unknown): boolean => sdk.isFrontrowError(error, 'QUEUE_CLOSED');
/** What one way of importing gave can be passed to who imports by the other. */
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
