/** What is sent, as every `fetch` takes it. */
export interface FrontrowRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** What is needed of an answer. One without a web stream as its `body` is followed by calls alone. */
export interface FrontrowResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body?: unknown;
  json(): Promise<unknown>;
}

/** The global `fetch`, that of undici or of a worker's binding, or one's own. */
export type FrontrowFetch = (url: string, request?: FrontrowRequest) => Promise<FrontrowResponse>;
