import type { Authenticator } from '@frontrow/api/access/auth';
import { devSignInInput } from '@frontrow/contract/session';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { devSignIn } from '@frontrow/domain/user/sign-in';
import { parseCookie } from 'cookie';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { authenticateOperator, type Refusal } from './authenticate-operator.ts';
import type { RequestLimits } from './request-limits.ts';
import { signInPage } from './sign-in-page.ts';

const COOKIE = 'frontrow_operator';
/** Browsers accept cookies of 4096 bytes, including name and attributes. */
const MAX_TOKEN_CHARACTERS = 3_800;

export interface SignInOptions {
  ctx: DomainContext;
  auth: Authenticator;
  limits: RequestLimits;
  /** Path of the dashboard; the browser sends the cookie only there. */
  path: string;
}

/**
 * Lets only operators pass, and puts an `Operator` into `res.locals`. The token comes from the Authorization
 * header or from a cookie, and is verified for each request. A browser without a valid token gets the sign-in
 * page, which sets that cookie.
 */
export function createSignIn({ ctx, auth, limits, path }: SignInOptions): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '16kb' });
  const home = `${path}/`;

  const refuse = async (req: Request, res: Response, refusal: Refusal) => {
    const { status, errorCode, message } = refusal;
    // 503 is not the caller's fault.
    if (status !== 503 && limits.tooManyFailures(req, res)) return;
    res.status(status);
    if (status === 401) res.set('www-authenticate', 'Bearer');
    if (!req.accepts('html') || req.accepts(['json', 'html']) === 'json') {
      return void res.json({ errorCode, message });
    }
    const error = tokenOf(req) === null && req.method === 'GET' ? null : message;
    res.set('content-security-policy', PAGE_POLICY);
    res.type('html').send(signInPage({ path, error, byName: auth.devSignIn }));
  };
  const setTokenCookie = (req: Request, res: Response, token: string) => {
    const attributes = { httpOnly: true, sameSite: 'strict', secure: req.secure, path } as const;
    res.cookie(COOKIE, token, attributes).redirect(303, home);
  };

  router.use(sameOriginOnly);
  router.post('/sign-in', form, async (req, res) => {
    const token = String((req.body as { token?: unknown })?.token ?? '').trim();
    const found = await authenticateOperator({ ctx, auth }, token || null);
    if ('status' in found) return refuse(req, res, found);
    if (token.length > MAX_TOKEN_CHARACTERS) return refuse(req, res, TOO_LONG);
    setTokenCookie(req, res, token);
  });
  router.post('/sign-out', (_, res) => res.clearCookie(COOKIE, { path }).redirect(303, home));
  if (auth.devSignIn) {
    router.post('/dev-sign-in', form, async (req, res) => {
      // Anybody may sign in here, which creates a user, so each try counts.
      if (limits.tooManyFailures(req, res)) return;
      const { data } = devSignInInput.pick({ name: true }).safeParse(req.body);
      if (!data) return void res.status(400).json({ errorCode: 'VALIDATION_FAILED' });
      const token = await auth.sign(await devSignIn(ctx, { ...data, role: 'operator' }));
      setTokenCookie(req, res, token);
    });
  }
  router.use(async (req, res, next) => {
    const found = await authenticateOperator({ ctx, auth }, tokenOf(req));
    if ('status' in found) return refuse(req, res, found);
    Object.assign(res.locals, found);
    next();
  });
  return router;
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

const TOO_LONG: Refusal = {
  status: 401,
  errorCode: 'UNAUTHENTICATED',
  message: 'The token is too long for a cookie: send it as a bearer token.',
};

const tokenOf = (req: Request): string | null =>
  /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ??
  parseCookie(req.headers.cookie ?? '')[COOKIE] ??
  null;

/**
 * Refuses requests from pages of other sites, for which the browser may send the cookie too (CSRF).
 * `req.host` comes from a trusted proxy's `x-forwarded-host`, or from `host`.
 */
const sameOriginOnly: RequestHandler = (req, res, next) => {
  const { origin, 'sec-fetch-site': site } = req.headers;
  const own = origin === undefined || URL.parse(origin)?.host === req.host;
  if (req.method === 'GET' || (own && (site === undefined || site === 'same-origin'))) {
    return next();
  }
  res
    .status(403)
    .json({ errorCode: 'FORBIDDEN', message: 'Requests from pages of other sites are refused.' });
};
