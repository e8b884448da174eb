import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { StandInSession } from './objects.ts';

/** What the customer can do on the page of a session. */
export interface PayPageActions {
  session: (id: string) => StandInSession;
  pay: (id: string) => Promise<unknown>;
  payLater: (id: string) => Promise<unknown>;
}

/** The page to which a customer is sent, for tests with a browser. Its buttons are `Pay`, `Pay later` and `Back`. */
export async function servePayPage(
  request: IncomingMessage,
  response: ServerResponse,
  { session: sessionOf, pay, payLater }: PayPageActions,
): Promise<void> {
  const id = (request.url ?? '').split('/').at(-1) ?? '';
  try {
    const session = sessionOf(id);
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf(session));
      return;
    }
    const act = new URLSearchParams(await text(request)).get('act');
    if (act === 'pay') await pay(id);
    if (act === 'later') await payLater(id);
    const location = act === 'back' ? session.cancel_url : session.success_url;
    response.writeHead(303, { location: location ?? '/' }).end();
  } catch (error) {
    response.writeHead(404).end(error instanceof Error ? error.message : 'no such session');
  }
}

function pageOf({ amount_total: amount, currency, status }: StandInSession): string {
  const button = (act: string, label: string) =>
    `<button name="act" value="${act}">${label}</button>`;
  const buttons = `${button('pay', 'Pay')} ${button('later', 'Pay later')} `;
  return `<!doctype html><title>Checkout</title><h1>${amount} ${currency.toUpperCase()}</h1>
<form method="post">${status === 'open' ? buttons : `<p>${status}</p>`}${button('back', 'Back')}</form>`;
}
