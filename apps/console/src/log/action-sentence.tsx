import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type { ReactNode } from 'react';
import type { Action } from '../client/client.ts';
import { changesIn, written } from './changes.ts';

export const ACTION_WORDS: Record<Action['action'], MessageDescriptor> = {
  createConcert: msg`made the concert`,
  updateConcert: msg`changed the concert`,
  createChart: msg`drew a chart`,
  createPerformance: msg`made a date`,
  updatePerformance: msg`changed a date`,
  cancelPerformance: msg`cancelled a date`,
  blockPlaces: msg`took places off sale`,
  unblockPlaces: msg`put places back on sale`,
  configureQueue: msg`changed the queue`,
  publishDrawValue: msg`published the value of the draw`,
  createUser: msg`made a user`,
  deleteUser: msg`deleted a user`,
  restoreUser: msg`restored a user`,
  eraseUser: msg`erased a user`,
  refund: msg`refunded a payment`,
  refundTopUp: msg`sent a top-up back`,
  resolveTopUp: msg`decided a top-up`,
  redeemTicket: msg`let somebody in`,
  undoRedeem: msg`took an entry back`,
  createJob: msg`made a job`,
  requeueJob: msg`ran a job again`,
  retryJob: msg`retried a job`,
  pauseJob: msg`paused a job`,
  resumeJob: msg`resumed a job`,
  deleteJob: msg`deleted a job`,
};

const SETTING_WORDS: Record<string, MessageDescriptor> = {
  maxActive: msg`inside at once`,
  admitPerMinute: msg`let in a minute`,
  activeSeconds: msg`seconds inside`,
  claimSeconds: msg`seconds to come`,
  pollAfterSeconds: msg`seconds between polls`,
  opensAt: msg`opening`,
  paused: msg`entry paused`,
  closed: msg`line closed`,
  message: msg`message`,
  drawSource: msg`source of the draw`,
  reason: msg`reason`,
  title: msg`title`,
  artist: msg`artist`,
  venue: msg`venue`,
  startsAt: msg`start`,
  prices: msg`prices`,
  salesOpenAt: msg`sale opens`,
  salesCloseAt: msg`sale closes`,
  holdLimit: msg`seats a person`,
};

/** What was changed, from what to what. */
function changedWords(action: Action, i18n: I18n): string {
  return changesIn(action.details)
    .map(({ name, from, to }) => {
      const what = settingWords(name, i18n);
      return from === undefined
        ? `${what}: ${written(to)}`
        : `${what}: ${written(from)} → ${written(to)}`;
    })
    .join(', ');
}

/** Settings with the values that they will have. */
export const settingsInWords = (settings: Record<string, unknown>, i18n: I18n): string =>
  Object.entries(settings)
    .map(([name, value]) => `${settingWords(name, i18n)}: ${written(value)}`)
    .join(', ');

function settingWords(name: string, i18n: I18n): string {
  const known = SETTING_WORDS[name];
  return known ? i18n._(known) : name;
}

/** The operator's name; the end of the id if the operator was erased since. */
export const nameOf = ({ operatorName, operatorId }: Action): string =>
  operatorName || operatorId.slice(-6);

/** Who did what, in words. */
export function ActionSentence({ action, who }: { action: Action; who?: ReactNode }) {
  const { i18n } = useLingui();
  const changed = changedWords(action, i18n);
  return (
    <>
      {who ?? <strong>{nameOf(action)}</strong>} {i18n._(ACTION_WORDS[action.action])}
      {changed && <span className="text-ink-2"> · {changed}</span>}
    </>
  );
}
