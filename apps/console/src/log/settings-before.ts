import type { Action, Input } from '../client/client.ts';
import { changesIn } from './changes.ts';

type Settings = Omit<Input<'configureQueue'>, 'concertId'>;

/** The settings that can be put back at any time. An opening that has passed cannot. */
const NAMES = [
  ...['maxActive', 'admitPerMinute', 'activeSeconds', 'claimSeconds', 'pollAfterSeconds'],
  ...['paused', 'closed', 'message'],
];

/** What the settings of a queue were before an action; null where the action was another, or the log does not tell. */
export function settingsBefore({
  action,
  details,
}: Pick<Action, 'action' | 'details'>): Settings | null {
  if (action !== 'configureQueue') return null;
  const changes = changesIn(details).filter(({ name }) => NAMES.includes(name));
  if (changes.length === 0 || changes.some(({ from }) => from === undefined)) return null;
  return Object.fromEntries(changes.map(({ name, from }) => [name, from]));
}
