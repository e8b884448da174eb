import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useBalance } from '@frontrow/sdk/react';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ConcertDetails } from '../../concerts/concert-details.ts';
import { PartyStepper } from '../../shell/party-stepper.tsx';
import { usePreferences } from '../preferences.ts';

/** Work that need not wait for the turn: how many people, access, money. */
export function GetReady({ concert }: { concert: ConcertDetails }) {
  const language = useLanguage();
  const { balance } = useBalance();
  const [{ party, accessible }, change] = usePreferences(concert.id, concert.holdLimit);
  return (
    <section className="mt-8">
      <h2 className="m-0 text-18">
        <Trans>Get ready</Trans>
      </h2>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 border-0 border-b border-solid border-line py-2">
        <span className="text-ink-2">
          <Trans>How many of you?</Trans>
        </span>
        <PartyStepper
          value={party}
          most={concert.holdLimit}
          onChange={(next) => change({ party: next })}
        />
      </div>
      <label className="flex min-h-13 items-center justify-between gap-4 border-0 border-b border-solid border-line">
        <span className="text-ink-2">
          <Trans>A place for a wheelchair</Trans>
        </span>
        <input
          type="checkbox"
          checked={accessible}
          onChange={({ target }) => change({ accessible: target.checked })}
          className="size-6 accent-ink"
        />
      </label>
      <div className="flex min-h-13 items-center justify-between gap-4 border-0 border-b border-solid border-line">
        <span className="text-ink-2">
          <Trans>In your wallet</Trans>
        </span>
        <Link
          key={balance ? 'balance' : 'wallet'}
          to="/wallet"
          className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4"
        >
          {balance ? (
            formatMoney(balance.amount, balance.currency, language)
          ) : (
            <Trans>Wallet</Trans>
          )}
        </Link>
      </div>
    </section>
  );
}
