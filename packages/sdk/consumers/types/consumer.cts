/** Only compiled: the same types by way of `require`. */
import sdk = require('@frontrow/sdk');

export const client: sdk.FrontrowClient = sdk.createFrontrowClient({
  url: 'https://a.example',
  auth: null,
});
export const isClosed = (error: unknown): boolean => sdk.isFrontrowError(error, 'QUEUE_CLOSED');
