import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useTopUp } from '@frontrow/sdk/react';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Trans } from '@lingui/react/macro';

/** What became of the money of a visitor who came back after the hold had ended. */
export function ReturnedTopUp({ topUpId }: { topUpId: string }) {
  const language = useLanguage();
  const { topUp, status } = useTopUp(topUpId);
  const amount = topUp ? formatMoney(topUp.amount, topUp.currency, language) : '';
  return (
    <p role="status" className="mt-3 mb-8 text-18">
      {status === 'CREDITED' ? (
        <Trans>{amount} is in your wallet.</Trans>
      ) : status === 'PROCESSING' ? (
        <Trans>Checking your payment. What was paid goes to your wallet.</Trans>
      ) : status === null ? (
        <Trans>Looking up your payment.</Trans>
      ) : (
        <Trans>Nothing was charged.</Trans>
      )}
    </p>
  );
}
