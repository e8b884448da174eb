import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import type { LeverProps } from './lever.ts';
import type { Change } from './undo.ts';
import { useSettled } from './use-settled.ts';

const LIMITS = ['admitPerMinute', 'maxActive', 'activeSeconds'] as const;
type Limit = (typeof LIMITS)[number];
type Typed = Record<Limit, string>;

/** The limits: type a value, read what it does to the wait, apply. */
export function LimitsLever({ board, isPending, onPull }: LeverProps) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const { settings } = board.queue;
  const [typed, setTyped] = useState<Typed>({
    admitPerMinute: '',
    maxActive: '',
    activeSeconds: '',
  });
  const labels: Record<Limit, string> = {
    admitPerMinute: t`Let in a minute`,
    maxActive: t`Inside at once`,
    activeSeconds: t`Seconds inside`,
  };
  const change = changeOf(typed, settings);
  const faulty = LIMITS.filter((name) => !isWhole(typed[name], name));
  const isChanged = Object.keys(change).length > 0 && faulty.length === 0;
  const words = LIMITS.filter((name) => change[name] !== undefined).map((name) => {
    const [from, to] = [numbers.whole(settings[name]), numbers.whole(change[name] ?? 0)];
    return `${labels[name]} ${from} → ${to}`;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || isPending) return;
    onPull({ change, done: words.join(', ') });
    setTyped({ admitPerMinute: '', maxActive: '', activeSeconds: '' });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <div className="grid grid-cols-3 gap-3">
        {LIMITS.map((name) => (
          <div key={name} className={change[name] === undefined ? '' : 'changed'}>
            <TextField
              label={labels[name]}
              inputMode="numeric"
              placeholder={numbers.whole(settings[name])}
              value={typed[name]}
              onChange={(value) => setTyped({ ...typed, [name]: value })}
              fault={faulty.includes(name) ? t`A whole number` : undefined}
            />
          </div>
        ))}
      </div>
      {isChanged && (
        <>
          <Effect concertId={settings.concertId} change={change} words={words} />
          <div className="flex flex-wrap gap-2">
            <Action type="submit" isPending={isPending}>
              <Trans>Apply</Trans>
            </Action>
            <Action
              kind="secondary"
              onClick={() => setTyped({ admitPerMinute: '', maxActive: '', activeSeconds: '' })}
            >
              <Trans>Leave it</Trans>
            </Action>
          </div>
        </>
      )}
    </form>
  );
}

/** What the change does to the wait of the last in line, before it is made. */
function Effect({
  concertId,
  change,
  words,
}: {
  concertId: string;
  change: Change;
  words: string[];
}) {
  const numbers = useNumbers();
  const { admitPerMinute, maxActive, activeSeconds } = useSettled(change);
  const limits = {
    ...(admitPerMinute === undefined ? {} : { admitPerMinute }),
    ...(maxActive === undefined ? {} : { maxActive }),
    ...(activeSeconds === undefined ? {} : { activeSeconds }),
  };
  const forecast = useQuery({
    queryKey: ['forecast', concertId, limits],
    queryFn: () => client.admin.forecastQueue.query({ concertId, ...limits }),
    placeholderData: (before) => before,
    refetchInterval: 5_000,
  });
  const wait = (seconds: number | null) => (seconds === null ? '–' : numbers.wait(seconds));
  const [now, after] = [wait(forecast.data?.now ?? null), wait(forecast.data?.then ?? null)];
  return (
    <p className="m-0" role="status">
      <span className="mark">{words.join(', ')}</span>
      <br />
      {forecast.data?.then === null ? (
        <Trans>Nobody would be let in.</Trans>
      ) : forecast.data ? (
        <Trans>
          Wait of the last in line {now} → {after}. In force within 2 s; nobody is thrown out.
        </Trans>
      ) : forecast.error ? (
        <Trans>What it does to the wait cannot be said now.</Trans>
      ) : (
        <Trans>Working out what it does to the wait</Trans>
      )}
    </p>
  );
}

const MOST = { admitPerMinute: 1_000_000, maxActive: 1_000_000, activeSeconds: 86_400 };
const LEAST = { admitPerMinute: 0, maxActive: 0, activeSeconds: 1 };

const numberIn = (text: string): number => Number(text.replaceAll(/[\s,]/g, ''));

function isWhole(text: string, name: Limit): boolean {
  if (text.trim() === '') return true;
  const value = numberIn(text);
  return Number.isInteger(value) && value >= LEAST[name] && value <= MOST[name];
}

/** What was typed and differs from what is in force. */
function changeOf(typed: Typed, settings: Record<Limit, number>): Change {
  const changed = LIMITS.filter(
    (name) =>
      typed[name].trim() !== '' &&
      isWhole(typed[name], name) &&
      numberIn(typed[name]) !== settings[name],
  );
  return Object.fromEntries(changed.map((name) => [name, numberIn(typed[name])]));
}
