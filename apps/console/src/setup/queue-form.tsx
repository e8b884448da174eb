import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client, type QueueSettings } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { TextField } from '../shell/fields.tsx';
import { Section } from '../shell/page.tsx';
import { Saved } from './concert-form.tsx';
import { localValue, ownZone, timeIn } from './local-time.ts';

const LIMITS = [
  'maxActive',
  'admitPerMinute',
  'activeSeconds',
  'claimSeconds',
  'pollAfterSeconds',
] as const;
type Limit = (typeof LIMITS)[number];

/** The line of a concert: when it opens, how many it lets in, how long a turn lasts, what the draw takes its chance from. */
export function QueueForm({ concertId }: { concertId: string }) {
  const stats = useQuery({
    queryKey: ['queue', concertId],
    queryFn: () => client.admin.queueStats.query({ concertId }),
  });
  return (
    <Section heading={<Trans>Line</Trans>}>
      {stats.error && <ErrorNote error={stats.error} onRetry={() => void stats.refetch()} />}
      {stats.data && <Fields settings={stats.data.settings} />}
    </Section>
  );
}

function Fields({ settings }: { settings: QueueSettings }) {
  const { t } = useLingui();
  const { concertId } = settings;
  const [opensAt, setOpensAt] = useState(() => localValue(settings.opensAt));
  const [drawSource, setDrawSource] = useState(settings.drawSource ?? '');
  const [limits, setLimits] = useState<Record<Limit, string>>(() => ({
    maxActive: String(settings.maxActive),
    admitPerMinute: String(settings.admitPerMinute),
    activeSeconds: String(settings.activeSeconds),
    claimSeconds: String(settings.claimSeconds),
    pollAfterSeconds: String(settings.pollAfterSeconds),
  }));
  const labels: Record<Limit, string> = {
    maxActive: t`Inside at once`,
    admitPerMinute: t`Let in a minute`,
    activeSeconds: t`Seconds inside`,
    claimSeconds: t`Seconds to come, once called`,
    pollAfterSeconds: t`Seconds between two looks`,
  };
  const save = useMutation({
    mutationFn: () =>
      client.admin.configureQueue.mutate({
        concertId,
        ...changedLimits(limits, settings),
        ...(opensAt === localValue(settings.opensAt) ? {} : { opensAt: timeIn(opensAt) }),
        ...(drawSource.trim() === (settings.drawSource ?? '')
          ? {}
          : { drawSource: drawSource.trim() || null }),
      }),
  });
  const zone = ownZone();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid max-w-[720px] gap-4 md:grid-cols-2">
      <TextField
        label={t`Line opens`}
        hint={t`Who comes before takes part in the draw. Empty: when the sale opens. Your time, ${zone}`}
        type="datetime-local"
        value={opensAt}
        onChange={setOpensAt}
      />
      <TextField
        label={t`Public source of the draw`}
        hint={t`Such as a coming round of a public lottery; empty: the seed alone decides`}
        value={drawSource}
        onChange={setDrawSource}
        maxLength={200}
      />
      {LIMITS.map((name) => (
        <TextField
          key={name}
          label={labels[name]}
          type="number"
          min={0}
          value={limits[name]}
          onChange={(value) => setLimits({ ...limits, [name]: value })}
          required
        />
      ))}
      <div className="md:col-span-2">
        <Action type="submit" isPending={save.isPending}>
          <Trans>Save the line</Trans>
        </Action>
        {save.isSuccess && <Saved />}
        {save.error && <ErrorNote error={save.error} />}
      </div>
    </form>
  );
}

/** Only what differs: the log tells what was changed, and a limit that somebody pulled meanwhile stays. */
const changedLimits = (
  typed: Record<Limit, string>,
  settings: QueueSettings,
): Partial<Record<Limit, number>> =>
  Object.fromEntries(
    LIMITS.filter((name) => Number(typed[name]) !== settings[name]).map((name) => [
      name,
      Number(typed[name]),
    ]),
  );
