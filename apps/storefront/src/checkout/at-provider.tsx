import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { UseHold } from '@frontrow/sdk/react';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';

export interface AtProviderProps {
  hold: Extract<UseHold, { status: 'HELD' }>;
  /** The visitor was at the payment site and is back. */
  cameBack: boolean;
}

/** The payment waits for the payment site: before leaving, on the way back, and while the site works on it. */
export function AtProvider({ hold, cameBack }: AtProviderProps) {
  const language = useLanguage();
  const { topUp, actionRequired } = hold;
  const until = formatTime(hold.hold.reservation.holdExpiresAt, { language });
  const url = actionRequired?.action?.url;
  if (topUp?.attention) {
    return (
      <Waiting>
        <Trans>
          A person looks at your payment. The money is safe; your wallet shows the outcome.
        </Trans>
      </Waiting>
    );
  }
  if (topUp?.status === 'PROCESSING' || !url) {
    return (
      <Waiting>
        <Trans>You may close this page. The seats are yours until {until}.</Trans>
      </Waiting>
    );
  }
  const amount = topUp ? formatMoney(topUp.amount, topUp.currency, language) : '';
  return (
    <div className="mt-4">
      {cameBack && (
        <p role="status" className="m-0 mb-3 font-semibold">
          <Trans>You came back without paying. Nothing is lost.</Trans>
        </p>
      )}
      <p className="m-0">
        <Trans>
          You go to the payment site. If you are not back by {until}, the seats go and the money
          stays in your wallet.
        </Trans>
      </p>
      <a href={url} className={buttonClass('primary', 'mt-4 w-full')}>
        {amount ? (
          <Trans>Pay {amount} at the payment site</Trans>
        ) : (
          <Trans>Go to the payment site</Trans>
        )}
      </a>
    </div>
  );
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="mt-4 border-0 border-l-4 border-solid border-ink pl-4">
      <p className="m-0 text-18 font-bold">
        <Trans>Checking your payment</Trans>
      </p>
      <p className="m-0 mt-1">{children}</p>
    </div>
  );
}
