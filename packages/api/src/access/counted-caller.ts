import { HEADERS } from '@frontrow/contract/headers';
import { validationFailed } from '@frontrow/domain/kernel/errors';
import { type Bearer, isExternalId } from './auth.ts';

/** By whom the calls of a bearer are counted. Null: not counted that way. */
export interface CountedCaller {
  /** The customer or door that calls, or that a back end acts for. */
  user: string | null;
  /** The back end. */
  service: string | null;
}

/** The user that a back end acts for, in the one form that the user has. */
export type ActedFor = { userId: string } | { externalId: string };

/**
 * By whom a call is counted. A back end is counted itself, so that naming many users, or users that do not
 * exist, gets it no more calls. Operators are not counted: the limits protect against buyers' scripts.
 */
export function countedCallerOf(
  { subject, role }: Bearer,
  onBehalfOf: string | null,
): CountedCaller {
  const own = 'userId' in subject ? subject.userId.toLowerCase() : `external:${subject.externalId}`;
  if (role === 'operator') return { user: null, service: null };
  if (role !== 'service') return { user: own, service: null };
  return { user: countedUserIn(onBehalfOf), service: own };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Null for what cannot name a user. */
function countedUserIn(onBehalfOf: string | null): string | null {
  if (onBehalfOf === null) return null;
  const encoded = EXTERNAL.exec(onBehalfOf)?.[1];
  if (encoded !== undefined) {
    const externalId = decoded(encoded);
    return isExternalId(externalId) ? `external:${externalId}` : null;
  }
  const userId = onBehalfOf.toLowerCase();
  return UUID.test(userId) ? userId : null;
}

/**
 * Reads `x-on-behalf-of`: one of our own ids, or `external:<externalId>` in percent-encoded UTF-8.
 *
 * @throws VALIDATION_FAILED
 */
export function actedForIn(onBehalfOf: string): ActedFor {
  if (onBehalfOf.length > MAX_CHARACTERS) {
    throw validationFailed([HEADERS.onBehalfOf], 'is too long');
  }
  const encoded = EXTERNAL.exec(onBehalfOf)?.[1];
  if (encoded === undefined) return { userId: onBehalfOf.toLowerCase() };
  const externalId = decoded(encoded);
  if (isExternalId(externalId)) return { externalId };
  const message = 'must be a user id, or external: and an external id in percent-encoded UTF-8';
  throw validationFailed([HEADERS.onBehalfOf], message);
}

const EXTERNAL = /^external:(.*)$/;
/** The longest external id, 255 characters of four bytes, takes 3,069 when it is percent-encoded. */
const MAX_CHARACTERS = 3_100;

/** Null for what is not percent-encoded UTF-8. */
function decoded(encoded: string): string | null {
  if (encoded.length > MAX_CHARACTERS || !/^[\x21-\x7e]+$/.test(encoded)) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
