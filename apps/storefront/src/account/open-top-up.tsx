import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { TopUp } from '@frontrow/sdk';
import { useTopUp } from '@frontrow/sdk/react';
import { formatDayTime } from '@frontrow/ui/format/dates.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { TextButton } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { ErrorNote } from '../shell/error-note.tsx';

/** A top-up that has not ended, as the payment site knows it now: pay it, or cancel it. */
export function OpenTopUp({ topUp: first }: { topUp: TopUp }) {
  const language = useLanguage();
  const { topUp, cancel, isPending, error } = useTopUp(first.id);
  const { amount, currency, status, action, attention, createdAt } = topUp ?? first;
  const money = formatMoney(amount, currency, language);
  // It is in the history then.
  if (status === 'CREDITED') return null;
  return (
    <li className="border-0 border-b border-solid border-line py-3">
      <span className="flex flex-wrap justify-between gap-x-4">
        <span>
          <span className="font-semibold">
            {attention ? (
              <Trans>A person looks at this payment. The money is safe.</Trans>
            ) : (
              <StatusName status={status} />
            )}
          </span>
          <span className="block text-13 text-ink-3">{formatDayTime(createdAt, { language })}</span>
        </span>
        <span className="ml-auto font-bold text-ink-2">{money}</span>
      </span>
      {action && !attention && (
        <span className="mt-1 flex flex-wrap items-center gap-x-6">
          <a
            href={action.url}
            className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4"
          >
            <Trans>Pay {money} at the payment site</Trans>
          </a>
          <TextButton aria-disabled={isPending} onClick={() => void cancel()}>
            <Trans>Cancel it</Trans>
          </TextButton>
        </span>
      )}
      {error && <ErrorNote error={error} />}
    </li>
  );
}

function StatusName({ status }: { status: Exclude<TopUp['status'], 'CREDITED'> }) {
  switch (status) {
    case 'REQUIRES_ACTION':
      return <Trans>Not paid yet</Trans>;
    case 'PROCESSING':
      return <Trans>The payment is being checked. You may close this page.</Trans>;
    case 'DECLINED':
      return <Trans>Not approved. Nothing was charged.</Trans>;
    case 'CANCELLED':
      return <Trans>Cancelled. Nothing was charged.</Trans>;
    case 'EXPIRED':
      return <Trans>Not paid in time. Nothing was charged.</Trans>;
  }
}
