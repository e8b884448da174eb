import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Board } from '../client/client.ts';
import { useNumbers } from '../shell/numbers.ts';

/** The minutes over which what happens is counted, the current one left out because it is not over. */
const RECENT = 5;

/** The figures of the sale: five that are read from three metres, and what is behind them. */
export function Figures({ board }: { board: Board }) {
  const numbers = useNumbers();
  const { queue, sales } = board;
  const { settings } = queue;
  const { now } = sales;
  const minutes = sales.series.slice(-RECENT - 1, -1);
  const sum = (name: 'joined' | 'left' | 'expired' | 'paid') =>
    minutes.reduce((total, minute) => total + minute[name], 0);
  const aMinute = (count: number) => numbers.whole(Math.round(count / Math.max(1, minutes.length)));
  const joined = sum('joined');
  const gone = sum('left') + sum('expired');
  const places = now.available + now.held + now.sold;
  const maxActive = numbers.whole(settings.maxActive);
  const perMinute = numbers.whole(settings.admitPerMinute);
  const prequeue = numbers.whole(queue.prequeue);
  const sold = places > 0 ? numbers.share(now.sold / places) : '–';
  const ofPlaces = numbers.whole(places);
  return (
    <>
      <dl className="m-0 grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-3 lg:grid-cols-5">
        <Large
          label={<Trans>Waiting</Trans>}
          value={numbers.whole(queue.waiting)}
          more={queue.prequeue > 0 && <Trans>and {prequeue} before the opening</Trans>}
        />
        <Large
          label={<Trans>Inside</Trans>}
          value={numbers.whole(queue.active)}
          more={<Trans>of {maxActive} at most</Trans>}
        />
        <Large
          label={<Trans>Let in, last minute</Trans>}
          value={numbers.whole(queue.admittedPerMinute)}
          more={<Trans>of {perMinute} at most</Trans>}
        />
        <Large
          label={<Trans>Wait, joining now</Trans>}
          value={
            queue.estimatedWaitSeconds === null ? '–' : numbers.wait(queue.estimatedWaitSeconds)
          }
          more={<ErrorOfWaits error={queue.estimateError} />}
        />
        <Large
          label={<Trans>Sold</Trans>}
          value={numbers.whole(now.sold)}
          more={
            <Trans>
              {sold} of {ofPlaces}
            </Trans>
          }
        />
      </dl>
      <dl className="mt-5 mb-0 flex flex-wrap gap-x-8 gap-y-2">
        <Small label={<Trans>Arrive a minute</Trans>} value={aMinute(joined)} />
        <Small
          label={<Trans>Leave or miss it</Trans>}
          value={joined > 0 ? numbers.share(gone / joined) : '–'}
        />
        <Small label={<Trans>Held</Trans>} value={numbers.whole(now.held)} />
        <Small label={<Trans>Available</Trans>} value={numbers.whole(now.available)} />
        <Small label={<Trans>Off sale</Trans>} value={numbers.whole(now.blocked)} />
        <Small label={<Trans>Payments a minute</Trans>} value={aMinute(sum('paid'))} />
        <Small
          label={<Trans>Revenue</Trans>}
          value={numbers.short(now.revenue, now.currency)}
          title={numbers.money(now.revenue, now.currency)}
        />
      </dl>
    </>
  );
}

function ErrorOfWaits({ error }: { error: number | null }) {
  const numbers = useNumbers();
  if (error === null) return <Trans>not compared with true waits yet</Trans>;
  const share = numbers.share(error);
  return <Trans>the last ones were off by {share}</Trans>;
}

function Large({ label, value, more }: { label: ReactNode; value: string; more: ReactNode }) {
  return (
    <div>
      <dt className="text-13 font-semibold text-ink-2">{label}</dt>
      <dd className="m-0">
        <span className="num block py-1 text-40">{value}</span>
        <span className="text-13 text-ink-2">{more}</span>
      </dd>
    </div>
  );
}

function Small({ label, value, title }: { label: ReactNode; value: string; title?: string }) {
  return (
    <div className="flex items-baseline gap-2">
      <dt className="text-13 text-ink-2">{label}</dt>
      <dd className="num m-0 text-18" title={title}>
        {value}
      </dd>
    </div>
  );
}
