/** The request headers of the API. Credentials are sent only in headers, never in a URL. */
export const HEADERS = {
  authorization: 'authorization',
  queueToken: 'x-queue-token',
  onBehalfOf: 'x-on-behalf-of',
  requestId: 'x-request-id',
} as const;
