import { isFrontrowError } from '@frontrow/sdk';
import { Trans } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';

/** Whether a payment may have been made although no answer came. */
export function isOutcomeUnknown(error: Error | null): boolean {
  if (error === null) return false;
  if (!isFrontrowError(error)) return true;
  return isFrontrowError(error, 'SERVICE_UNAVAILABLE') && error.details.outcome === 'UNKNOWN';
}

const ASK_MILLISECONDS = 5_000;

export interface UnknownPaymentProps {
  /** Asks again: the same payment, which is made at most once. */
  onAsk(): void;
  isPending: boolean;
}

/** The answer was lost: the page finds out by itself. */
export function UnknownPayment({ onAsk, isPending }: UnknownPaymentProps) {
  const ask = useRef(onAsk);
  ask.current = onAsk;
  useEffect(() => {
    if (isPending) return;
    const timer = setTimeout(() => ask.current(), ASK_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isPending]);
  return (
    <div role="status" className="mt-4 border-0 border-l-4 border-solid border-ink pl-4">
      <p className="m-0 text-18 font-bold">
        <Trans>Finding out whether it was paid</Trans>
      </p>
      <p className="m-0 mt-1">
        <Trans>No need to press again. You are charged once at most.</Trans>
      </p>
    </div>
  );
}
