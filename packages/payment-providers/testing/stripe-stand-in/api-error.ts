/** An error as Stripe answers it. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: { error: { type: string; code?: string; message: string; param?: string } };

  constructor(
    status: number,
    error: { type?: string; code?: string; message: string; param?: string },
  ) {
    super(error.message);
    this.status = status;
    this.body = { error: { type: 'invalid_request_error', ...error } };
  }
}

export const missing = (what: string, id: string) =>
  new ApiError(404, { code: 'resource_missing', message: `No such ${what}: '${id}'` });
