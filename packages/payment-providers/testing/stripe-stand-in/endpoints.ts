import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import { type FormValues, textsAt, valueAt } from './form.ts';
import type { StandInSession } from './objects.ts';

/** The parts of Stripe's API that the stand-in has. */
export type Operation = 'begin' | 'find' | 'list' | 'expire' | 'refund';

export interface ApiRequest {
  method: string;
  path: string;
  form: FormValues;
}

export interface Endpoint {
  operation: Operation;
  /** Carries the request out. @throws ApiError */
  run: (account: Account, form: FormValues) => unknown;
}

/** Which endpoint a request is for. @throws ApiError if it is for none */
export function endpointOf({ method, path }: ApiRequest, payPage: string): Endpoint {
  const [, id, expire] = /^\/v1\/checkout\/sessions\/([^/]+)(\/expire)?$/.exec(path) ?? [];
  const of = (operation: Operation, run: Endpoint['run']) => ({ operation, run });
  if (path === '/v1/checkout/sessions' && method === 'POST') {
    return of('begin', (account, form) => begin(account, form, payPage));
  }
  if (path === '/v1/checkout/sessions' && method === 'GET') return of('list', list);
  if (path === '/v1/refunds' && method === 'POST') return of('refund', refund);
  if (id && expire && method === 'POST') return of('expire', (account) => account.expire(id));
  if (id && !expire && method === 'GET') {
    return of('find', (account, form) =>
      expanded(account, account.session(id), expands(form, 'payment_intent')),
    );
  }
  throw new ApiError(404, { message: `Unrecognized request URL (${method}: ${path}).` });
}

const LEAST_SECONDS = 30 * 60;
const MOST_SECONDS = 24 * 60 * 60;

function begin(account: Account, form: FormValues, payPage: string): StandInSession {
  const item = ['line_items', '0'];
  const currency = valueAt(form, ...item, 'price_data', 'currency') ?? '';
  const unitAmount = wholeNumber(
    valueAt(form, ...item, 'price_data', 'unit_amount'),
    'unit_amount',
  );
  const quantity = wholeNumber(valueAt(form, ...item, 'quantity'), 'quantity');
  const successUrl = required(form, 'success_url');
  const expiresAt = wholeNumber(
    valueAt(form, 'expires_at') ?? `${account.seconds + MOST_SECONDS}`,
    'expires_at',
  );
  if (required(form, 'mode') !== 'payment')
    invalid('mode', 'The stand-in has the mode payment only.');
  if (!/^[a-z]{3}$/.test(currency)) invalid('currency', `Invalid currency: ${currency}.`);
  if (!valueAt(form, ...item, 'price_data', 'product_data', 'name')) {
    invalid('line_items[0][price_data][product_data][name]', 'The product needs a name.');
  }
  checkUnits(unitAmount, currency);
  if (expiresAt < account.seconds + LEAST_SECONDS || expiresAt > account.seconds + MOST_SECONDS) {
    invalid('expires_at', 'The timestamp must be between 30 minutes and 24 hours from now.');
  }
  const intentData = form.payment_intent_data;
  return account.addSession(
    {
      amount_subtotal: unitAmount * quantity,
      amount_total: unitAmount * quantity,
      cancel_url: valueAt(form, 'cancel_url') ?? null,
      client_reference_id: valueAt(form, 'client_reference_id') ?? null,
      currency,
      expires_at: expiresAt,
      metadata: textsAt(form, 'metadata'),
      mode: 'payment',
      payment_intent: null,
      payment_status: 'unpaid',
      status: 'open',
      success_url: successUrl,
      url: payPage,
    },
    typeof intentData === 'object' ? textsAt(intentData, 'metadata') : {},
  );
}

function list(account: Account, form: FormValues): unknown {
  const intent = valueAt(form, 'payment_intent');
  const sessions = [...account.sessions.keys()]
    .map((id) => account.session(id))
    .filter((session) => intent === undefined || session.payment_intent === intent)
    .map((session) => expanded(account, session, expands(form, 'data.payment_intent')));
  return {
    object: 'list',
    data: sessions.toReversed(),
    has_more: false,
    url: '/v1/checkout/sessions',
  };
}

function refund(account: Account, form: FormValues): unknown {
  const amount = valueAt(form, 'amount');
  return account.refund(
    required(form, 'payment_intent'),
    amount === undefined ? undefined : wholeNumber(amount, 'amount'),
  );
}

function expanded(account: Account, session: StandInSession, withIntent: boolean): unknown {
  const intent = account.intents.get(session.payment_intent ?? '');
  return withIntent && intent ? { ...session, payment_intent: intent } : session;
}

const expands = ({ expand }: FormValues, name: string) =>
  typeof expand === 'object' && Object.values(expand).includes(name);

/** Stripe's rules for currencies with three digits, and for those without that it takes with two. */
function checkUnits(amount: number, currency: string): void {
  if (/^(bhd|jod|kwd|omr|tnd)$/.test(currency) && amount % 10 !== 0) {
    invalid('unit_amount', `The last digit has to be 0 in ${currency}.`);
  }
  if (/^(isk|ugx)$/.test(currency) && amount % 100 !== 0) {
    invalid('unit_amount', `The last two digits have to be 0 in ${currency}.`);
  }
}

function required(form: FormValues, name: string): string {
  const value = valueAt(form, name);
  if (value) return value;
  throw new ApiError(400, {
    code: 'parameter_missing',
    message: `Missing required param: ${name}.`,
    param: name,
  });
}

function wholeNumber(text: string | undefined, name: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text ?? '')) invalid(name, `Invalid integer: ${text}`);
  return Number(text);
}

function invalid(param: string, message: string): never {
  throw new ApiError(400, { code: 'parameter_invalid_integer', message, param });
}
