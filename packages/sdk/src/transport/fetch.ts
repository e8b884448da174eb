/** The request, in the form that every `fetch` accepts. */
export interface FrontrowRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/**
 * What the client needs of a response. If `body` is not a web stream, the client cannot stream the queue's
 * tickets and polls them.
 */
export interface FrontrowResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body?: unknown;
  json(): Promise<unknown>;
}

/** The global `fetch`, that of undici or of a worker's binding, or one of your own. */
export type FrontrowFetch = (url: string, request?: FrontrowRequest) => Promise<FrontrowResponse>;
