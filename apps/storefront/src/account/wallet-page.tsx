import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { topUpIdFrom } from '@frontrow/sdk';
import { useBalance, useTopUp } from '@frontrow/sdk/react';
import { formatMoney, minorDigits } from '@frontrow/ui/format/money.ts';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useId, useState } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { useRefreshOpenTopUps } from './use-open-top-ups.ts';
import { WalletHistory } from './wallet-history.tsx';

/** What is in the wallet, how to add to it, and every change of it. */
export function WalletPage() {
  const { t } = useLingui();
  const language = useLanguage();
  const { balance, error } = useBalance();
  return (
    <Page title={t`Wallet`} width="text">
      <PageHeading>
        <Trans>Wallet</Trans>
      </PageHeading>
      <p className="num m-0 mt-4 min-h-14 text-56">
        {balance ? formatMoney(balance.amount, balance.currency, language) : ''}
      </p>
      {error && !balance && <ErrorNote error={error} />}
      <ReturnedHere />
      {/* It has its place before the currency is known, so that nothing below moves. */}
      <div className={balance ? '' : 'invisible'}>
        <TopUpForm currency={balance?.currency ?? 'KRW'} />
      </div>
      <WalletHistory balance={balance} />
    </Page>
  );
}

/** The top-up that the visitor just came back from the payment site with. */
function ReturnedHere() {
  const language = useLanguage();
  const { topUp, status, error } = useTopUp(topUpIdFrom(location));
  if (error) return <ErrorNote error={error} />;
  if (!topUp) return null;
  const amount = formatMoney(topUp.amount, topUp.currency, language);
  return (
    <p
      role="status"
      className="mt-4 border-0 border-l-4 border-solid border-ink pl-4 font-semibold"
    >
      {status === 'CREDITED' && <Trans>{amount} is in your wallet.</Trans>}
      {status === 'PROCESSING' && (
        <Trans>Checking your payment of {amount}. You may close this page.</Trans>
      )}
      {status === 'DECLINED' && <Trans>Not approved. Nothing was charged.</Trans>}
      {(status === 'CANCELLED' || status === 'EXPIRED') && (
        <Trans>Not paid. Nothing was charged.</Trans>
      )}
      {status === 'REQUIRES_ACTION' && (
        <>
          <Trans>You came back without paying. Nothing is lost.</Trans>{' '}
          {topUp.action && (
            <a href={topUp.action.url} className="underline underline-offset-4">
              <Trans>Go to the payment site</Trans>
            </a>
          )}
        </>
      )}
    </p>
  );
}

function TopUpForm({ currency }: { currency: string }) {
  const language = useLanguage();
  const { charge, isPending, error, actionRequired } = useBalance();
  const unit = 10 ** minorDigits(currency);
  const [text, setText] = useState('');
  const id = useId();
  const amount = Math.round(Number(text.replaceAll(/[^\d.]/g, '')) * unit);
  const money = (minor: number) => formatMoney(minor, currency, language);
  const refreshOpen = useRefreshOpenTopUps();
  const add = () =>
    void charge(amount, { returnUrl: `${location.origin}/wallet` })
      .then(() => setText(''))
      .finally(refreshOpen);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (amount > 0 && !isPending) add();
  };
  const steps = (currency === 'KRW' ? [50_000, 100_000, 200_000] : [20, 50, 100]).map(
    (n) => n * unit,
  );
  const url = actionRequired?.action?.url;
  return (
    <form onSubmit={submit} className="mt-6 border-0 border-t border-solid border-line pt-4">
      <label htmlFor={id} className="text-14 font-semibold">
        <Trans>How much to add</Trans>
      </label>
      <div className="mt-2 flex flex-wrap gap-2">
        {steps.map((step) => (
          <button
            key={step}
            type="button"
            onClick={() => setText(String(step / unit))}
            className="min-h-11 min-w-fit flex-1 rounded-control border-[1.5px] border-solid border-line-2 bg-transparent px-2 text-14 font-semibold"
          >
            {money(step)}
          </button>
        ))}
      </div>
      <input
        id={id}
        inputMode="numeric"
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="mt-2 min-h-13 w-full rounded-control border-[1.5px] border-solid border-line-2 bg-raised px-4"
      />
      {error && (
        <div className="mt-4">
          <ErrorNote error={error} onRetry={add} />
        </div>
      )}
      {url ? (
        <a href={url} className={buttonClass('primary', 'mt-4 w-full')}>
          <Trans>Go to the payment site</Trans>
        </a>
      ) : (
        <Button
          type="submit"
          isPending={isPending}
          disabled={!(amount > 0)}
          className="mt-4 w-full"
        >
          {amount > 0 ? <Trans>Add {money(amount)}</Trans> : <Trans>Top up</Trans>}
        </Button>
      )}
    </form>
  );
}
