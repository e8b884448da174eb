import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { isFrontrowError } from '@frontrow/sdk';
import { type UseHold, useBalance } from '@frontrow/sdk/react';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Button, TextButton } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTurn } from '../queue/turn-layout.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { useAwaySeconds } from '../shell/use-away-seconds.ts';
import { AtProvider } from './at-provider.tsx';
import { isOutcomeUnknown, UnknownPayment } from './unknown-payment.tsx';

export interface PaymentPanelProps {
  hold: Extract<UseHold, { status: 'HELD' }>;
  /** The top-up that the visitor came back from the payment site with. */
  topUpId: string | null;
}

/** The wallet, what is missing, and the one button, which says its result. */
export function PaymentPanel({ hold, topUpId }: PaymentPanelProps) {
  const language = useLanguage();
  const navigate = useNavigate();
  const { concert } = useTurn();
  const { balance } = useBalance();
  const awaySeconds = useAwaySeconds();
  const { amount, currency } = hold.hold;
  const money = (minor: number) => formatMoney(minor, currency, language);
  const missing = balance ? Math.max(0, amount - balance.amount) : 0;
  const returnUrl = `${location.origin}/concerts/${concert.id}/checkout`;
  const pay = () => void hold.pay(missing > 0 ? { topUp: true, returnUrl } : {});
  const release = () =>
    void hold
      .release()
      .then(() =>
        navigate({ to: '/concerts/$concertId/dates', params: { concertId: concert.id } }),
      );
  const { error } = hold;
  const price = money(missing > 0 ? missing : amount);
  // The client tries again for half a minute before it gives up.
  const isUnknown = isOutcomeUnknown(error) || (hold.isPending && awaySeconds !== null);
  const isWaiting = hold.actionRequired !== null || hold.topUp?.status === 'PROCESSING';
  return (
    <section className="border-0 border-t border-solid border-line pt-4 lg:border-t-0">
      <h2 className="m-0 text-18">
        <Trans>Pay from the wallet</Trans>
      </h2>
      <dl className="m-0 mt-1">
        <Line name={<Trans>In the wallet</Trans>}>
          {/* Both in one line, which is there before the balance: nothing below moves. */}
          {balance && <span>{money(balance.amount)}</span>}
          {missing > 0 && (
            <span className="font-bold">
              {' '}
              · <Trans>Missing</Trans> {money(missing)}
            </span>
          )}
        </Line>
      </dl>
      {isWaiting ? (
        <AtProvider hold={hold} cameBack={topUpId !== null} />
      ) : isUnknown ? (
        <UnknownPayment onAsk={pay} isPending={hold.isPending} />
      ) : (
        <>
          <TopUpNews hold={hold} />
          {error && !isDecline(error) && (
            <div className="mt-4">
              <ErrorNote error={error} onRetry={pay} />
            </div>
          )}
          <Button
            className="mt-4 w-full"
            isPending={hold.isPending || balance === null}
            onClick={pay}
          >
            {missing > 0 ? <Trans>Add {price} and pay</Trans> : <Trans>Pay {price}</Trans>}
          </Button>
        </>
      )}
      <TextButton className="mt-4 text-14 text-ink-2" onClick={release} disabled={hold.isPending}>
        <Trans>Let the seats go</Trans>
      </TextButton>
    </section>
  );
}

const isDecline = (error: Error): boolean => isFrontrowError(error, 'TOPUP_DECLINED');

function Line({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 border-0 border-b border-solid border-line py-3">
      <dt className="text-ink-2">{name}</dt>
      <dd className="m-0 ml-auto min-h-[1.5em] text-right">{children}</dd>
    </div>
  );
}

/** How the last top-up ended, if it brought no money: nothing is lost. */
function TopUpNews({ hold }: { hold: PaymentPanelProps['hold'] }) {
  const language = useLanguage();
  const { topUp, error } = hold;
  const until = formatTime(hold.hold.reservation.holdExpiresAt, { language });
  if (topUp?.status === 'DECLINED' || isFrontrowError(error, 'TOPUP_DECLINED')) {
    return (
      <p
        role="alert"
        className="m-0 mt-4 border-0 border-l-4 border-solid border-bad bg-bad-bg p-4 font-semibold"
      >
        <Trans>Not approved. Seats are yours until {until}.</Trans>
      </p>
    );
  }
  if (topUp?.status === 'CANCELLED' || topUp?.status === 'EXPIRED') {
    return (
      <p role="status" className="m-0 mt-4">
        <Trans>You did not pay at the payment site. Nothing is lost.</Trans>
      </p>
    );
  }
  return null;
}
