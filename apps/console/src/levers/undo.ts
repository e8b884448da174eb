import type { QueueSettings } from '../client/client.ts';

/** Settings of a queue that a lever changes. */
export type Change = Partial<
  Pick<
    QueueSettings,
    'maxActive' | 'admitPerMinute' | 'activeSeconds' | 'paused' | 'closed' | 'message'
  >
>;

/** The change that puts back what a change takes away. */
export const before = (settings: QueueSettings, change: Change): Change =>
  Object.fromEntries(
    Object.keys(change).map((name) => [name, settings[name as keyof Change]]),
  ) as Change;
