import { type FrontrowError, isFrontrowError } from '@frontrow/sdk';
import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { type NextStep, SENTENCES, STEP_WORDS } from './sentences.ts';

/** An error in words, for whoever meets it on a page. */
export interface Explanation {
  what: string;
  safe: string;
  next: NextStep;
  /** The words of the button. */
  stepWords: string;
  /** For whoever helps: the last digits of the request's id; null where no request was answered. */
  code: string | null;
}

/** The server was not reached, or this device has no network. */
const AWAY = {
  what: msg`Can't reach us`,
  safe: msg`Your place and your seats are kept on the server.`,
  next: 'again' as const,
};
/** Codes after which the id of the request helps. */
const FAULTS = ['INTERNAL_SERVER_ERROR', 'CHART_NOT_FOUND'];

export function explain(error: unknown, i18n: I18n): Explanation {
  const refusal = isFrontrowError(error) ? (error as FrontrowError) : null;
  const { what, safe, next } = refusal ? SENTENCES[refusal.errorCode] : AWAY;
  const values = (refusal?.details ?? {}) as Record<string, unknown>;
  const words = (message: MessageDescriptor) => i18n._({ ...message, values });
  const isFault = refusal !== null && FAULTS.includes(refusal.errorCode);
  const code = isFault ? refusal.requestId.slice(-4).toUpperCase() : null;
  return { what: words(what), safe: words(safe), next, stepWords: i18n._(STEP_WORDS[next]), code };
}
