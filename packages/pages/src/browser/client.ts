import { createFrontrowClient, type FrontrowFetch } from '@frontrow/sdk';
import { API_META } from '../build/api-meta.ts';
import { connection } from './connection.ts';
import { rateLimit } from './rate-limit.ts';
import { observeDate } from './server-clock.ts';

const apiUrl = document.querySelector<HTMLMetaElement>(`meta[name="${API_META}"]`)?.content ?? '';

/** Proxies answer with these when no server does. */
const NO_SERVER = [502, 503, 504];
const TOO_MANY = 429;

/** `fetch` that learns from each answer what the time is and whether the server is there. */
const observedFetch: FrontrowFetch = async (url, request) => {
  try {
    const response = await fetch(url, request as RequestInit);
    observeDate(response.headers.get('date'));
    if (response.status === TOO_MANY) rateLimit.refused(response.headers.get('retry-after'));
    if (NO_SERVER.includes(response.status)) connection.failed();
    else connection.answered();
    return response;
  } catch (error) {
    if (!request?.signal?.aborted) connection.failed();
    throw error;
  }
};

/** The one door of a page to the server. The token goes in headers, never in an address. */
export const createPageClient = (token: () => string | null) =>
  createFrontrowClient({ url: apiUrl, auth: token, fetch: observedFetch });
