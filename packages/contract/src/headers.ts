/** The headers in which credentials travel; never a URL, never connection parameters. */
export const HEADERS = {
  authorization: 'authorization',
  queueToken: 'x-queue-token',
  onBehalfOf: 'x-on-behalf-of',
  requestId: 'x-request-id',
} as const;
