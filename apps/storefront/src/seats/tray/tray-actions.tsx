import type { Hold } from '@frontrow/sdk';
import type { UseHold } from '@frontrow/sdk/react';
import type { Selection } from '@frontrow/seat-map';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Plural, Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { useBest } from '../best.ts';
import { isHeld } from '../choice.ts';

export interface TrayActionsProps {
  /** The live hold. */
  held: Hold | null;
  /** What is chosen; null: nothing. */
  chosen: Selection | null;
  hold: UseHold;
  best: ReturnType<typeof useBest>;
  holdSeconds: number;
  concertId: string;
  party: number;
  /** No place of the house is free now. */
  isNothingLeft: boolean;
  onHold(): void;
}

/** The one thing to do next, and beside it what the best seats offer. */
export function TrayActions(props: TrayActionsProps) {
  const { held, chosen, best, party, hold, concertId, holdSeconds, onHold, isNothingLeft } = props;
  const minutes = Math.max(1, Math.round(holdSeconds / 60));
  if (!held && !chosen && isNothingLeft) {
    return (
      <p role="status" className="m-0 flex min-h-14 items-center font-semibold">
        <Trans>All held or sold; unpaid seats come back</Trans>
      </p>
    );
  }
  if (!held && !chosen) {
    return (
      <div>
        <p className="m-0 flex min-h-14 items-center text-ink-2">
          <Trans>Tap a seat, or</Trans>
        </p>
        <Button
          kind="secondary"
          className="mt-3 w-full"
          isPending={best.isPending}
          onClick={best.hold}
        >
          <Plural value={party} one="Best seat for me" other="Best # for me" />
        </Button>
      </div>
    );
  }
  if (held && (!chosen || isHeld(chosen, held))) {
    return (
      <div className="mt-3 flex gap-2">
        {best.wasOffered && (
          <Button
            kind="secondary"
            className="flex-1"
            isPending={best.isPending}
            onClick={best.others}
          >
            <Trans>Other seats</Trans>
          </Button>
        )}
        <Link
          to="/concerts/$concertId/checkout"
          params={{ concertId }}
          className={buttonClass('primary', 'flex-1')}
        >
          <Trans>Go on to pay</Trans>
        </Link>
      </div>
    );
  }
  const quantity = chosen?.quantity ?? 0;
  return (
    <Button
      className="mt-3 w-full"
      isPending={hold.isPending}
      disabled={(chosen?.issues.length ?? 0) > 0}
      onClick={onHold}
    >
      {held ? (
        <Plural value={quantity} one="Swap for # seat" other="Swap for # seats" />
      ) : (
        <>
          <Plural value={quantity} one="Hold # seat" other="Hold # seats" /> ·{' '}
          <Trans>{minutes} min</Trans>
        </>
      )}
    </Button>
  );
}
