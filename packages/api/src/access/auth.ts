import type { webcrypto } from 'node:crypto';
import { ROLES, type Role } from '@frontrow/contract/session';
import { DomainError, unavailable } from '@frontrow/domain/kernel/errors';
import type { Subject } from '@frontrow/domain/user/sign-in';
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { createHs256 } from './hs256.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** HS256 with a shared secret, or the public keys that an issuer publishes. */
export type AuthKeys = { secret: string } | { jwksUrl: string };

export interface AuthSettings {
  keys: AuthKeys;
  issuer?: string | undefined;
  audience?: string | undefined;
  roleClaim: string;
  /** `sub` is the external id of a user and not our own id. */
  external: boolean;
  /** Creates users of the external issuer at their first call. */
  autoCreate: boolean;
  devSignIn: boolean;
}

export interface Bearer {
  subject: Subject;
  role: Role;
  /** When the token expires, in milliseconds since 1970. */
  expiresAt: number;
}

export interface Authenticator {
  devSignIn: boolean;
  /** Creates users that are named by an unknown external id. */
  autoCreate: boolean;
  /** @throws UNAUTHENTICATED */
  verify(authorization: string | null): Promise<Bearer>;
  /** The bearer, if its token can be verified at once; null if `verify` has to look at it. */
  verifyNow(authorization: string): Bearer | null;
  /** Signs a token for development: HS256, valid for one day. */
  sign(user: { id: string; role: Role }): Promise<string>;
}

const DEV_TOKEN_LIFETIME = '1 day';
/** A header that is longer is refused before anything of it is decoded. Tokens of issuers take up to 4 kB. */
const MAX_BEARER_CHARACTERS = 8_192;
/** How far `nbf` and `iat` may lie in the future: clocks differ. `exp` has no leeway. */
const LEEWAY_SECONDS = 30;
/** How long a token is trusted after its issuer has withdrawn the key, beside the 10 minutes for which jose keeps keys. */
const TRUSTED_MILLISECONDS = 10 * 60_000;
/** The header of a token without a signature. */
const UNSECURED = Buffer.from('{"alg":"none"}').toString('base64url');
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
];

export function createAuthenticator(settings: AuthSettings): Authenticator {
  const { keys, issuer, audience } = settings;
  const secret = 'secret' in keys ? importOnce(keys.secret) : null;
  const hs256 = 'secret' in keys ? createHs256(keys.secret) : null;
  const published = 'jwksUrl' in keys ? createRemoteJWKSet(new URL(keys.jwksUrl)) : null;
  const rules = {
    ...(issuer ? { issuer } : {}),
    ...(audience ? { audience } : {}),
    algorithms: secret ? ['HS256'] : ASYMMETRIC,
    requiredClaims: ['exp'],
    clockTolerance: LEEWAY_SECONDS,
  };

  const payloadOf = async (token: string) => {
    if (secret) return (await jwtVerify(token, await secret(), rules)).payload;
    if (published) return (await jwtVerify(token, published, rules)).payload;
    throw new Error('no key to verify with');
  };

  /** @throws UNAUTHENTICATED */
  const bearerIn = (payload: JWTPayload): Bearer => {
    if (!isExternalId(payload.sub)) throw new DomainError('UNAUTHENTICATED');
    const expiresAt = expiryOf(payload);
    const role = roleIn(payload[settings.roleClaim]);
    if (!settings.external) return { subject: { userId: payload.sub }, role, expiresAt };
    const createAs = settings.autoCreate ? role : null;
    return { subject: { externalId: payload.sub, createAs }, role, expiresAt };
  };

  const tokens = new VerifiedTokens<Bearer>(secret ? null : TRUSTED_MILLISECONDS);

  const verify = async (token: string): Promise<Bearer> => {
    const bearer = bearerIn(await payloadOf(token).catch(refused));
    tokens.add(token, bearer);
    return bearer;
  };

  const verifyNow = (token: string): Bearer | null => {
    const known = tokens.get(token);
    if (known) return known;
    const payload = hs256?.(token) ?? null;
    if (payload === null) return null;
    try {
      // The signature was checked; jose checks the claims.
      const bearer = bearerIn(UnsecuredJWT.decode(`${UNSECURED}.${payload}.`, rules).payload);
      tokens.add(token, bearer);
      return bearer;
    } catch {
      return null;
    }
  };

  return {
    devSignIn: settings.devSignIn,
    autoCreate: settings.autoCreate,
    async verify(authorization) {
      const token = tokenIn(authorization ?? '');
      if (token === null) throw new DomainError('UNAUTHENTICATED');
      return verifyNow(token) ?? verify(token);
    },
    verifyNow(authorization) {
      const token = tokenIn(authorization);
      return token === null ? null : verifyNow(token);
    },
    async sign({ id, role }) {
      if (!secret) throw new Error('no secret to sign with');
      const token = new SignJWT({ [settings.roleClaim]: role })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(id)
        .setIssuedAt()
        .setExpirationTime(DEV_TOKEN_LIFETIME);
      if (audience) token.setAudience(audience);
      return token.sign(await secret());
    },
  };
}

/** The token of an `authorization` header; null if there is none. */
function tokenIn(authorization: string): string | null {
  if (authorization.length > MAX_BEARER_CHARACTERS) return null;
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? null;
}

/** The secret as a key of Web Crypto, which jose would otherwise make anew at each call. */
function importOnce(secret: string): () => Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  let key: Promise<webcrypto.CryptoKey> | undefined;
  return () => {
    key ??= crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, [
      'sign',
      'verify',
    ]);
    return key;
  };
}

/**
 * When the token expires, in milliseconds since 1970. jose gives `exp` the leeway of `nbf` too, and does not look
 * at an `iat` in the future.
 *
 * @throws UNAUTHENTICATED
 */
function expiryOf({ exp = 0, iat = 0 }: JWTPayload): number {
  const seconds = Date.now() / 1000;
  // JSON reads 1e999 as Infinity.
  const valid = Number.isFinite(exp) && exp > seconds && iat <= seconds + LEEWAY_SECONDS;
  if (!valid) throw new DomainError('UNAUTHENTICATED');
  return exp * 1000;
}

/** Whether the database can store this as an external id. */
export const isExternalId = (sub: unknown): sub is string =>
  typeof sub === 'string' && /^.{1,255}$/su.test(sub) && !sub.includes('\0') && sub.isWellFormed();

/**
 * An invalid token is UNAUTHENTICATED. An issuer that cannot be reached, or that does not answer with
 * keys, is SERVICE_UNAVAILABLE.
 */
function refused(error: unknown): never {
  const isInvalidToken =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC');
  if (isInvalidToken) throw new DomainError('UNAUTHENTICATED');
  throw unavailable(error, 'NOT_DONE');
}

/** The role claim may be a list. An unknown role counts as customer. */
function roleIn(claim: unknown): Role {
  const claimed = Array.isArray(claim) ? claim : [claim];
  const [customer, ...stronger] = ROLES;
  return stronger.find((role) => claimed.includes(role)) ?? customer;
}
