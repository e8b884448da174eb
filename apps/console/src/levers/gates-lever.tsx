import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Action } from '../shell/action.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Question } from '../shell/question.tsx';
import type { LeverProps } from './lever.ts';

/** Pausing entry, and closing the queue: each says once what will happen. */
export function GatesLever({ board, isPending, onPull }: LeverProps) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const { waiting, active, settings } = board.queue;
  const [people, inside] = [numbers.whole(waiting), numbers.whole(active)];
  return (
    <div className="grid gap-3">
      {settings.paused ? (
        <Gate
          state={<Trans>Entry is paused.</Trans>}
          effect={
            <Trans>
              The first of {people} are let in within two seconds, as fast as the limits allow.
            </Trans>
          }
          action={<Trans>Resume entry</Trans>}
          isPending={isPending}
          onConfirm={() => onPull({ change: { paused: false }, done: t`Entry goes on.` })}
        />
      ) : (
        <Gate
          state={<Trans>Entry is open.</Trans>}
          effect={
            <Trans>
              Nobody is let in until you resume. The {people} who wait keep their places. Those
              inside go on buying: {inside}.
            </Trans>
          }
          action={<Trans>Pause entry</Trans>}
          isPending={isPending}
          onConfirm={() => onPull({ change: { paused: true }, done: t`Entry is paused.` })}
        />
      )}
      {settings.closed ? (
        <Gate
          state={<Trans>Nobody can join the line.</Trans>}
          effect={<Trans>Everybody can join the line again, at its end.</Trans>}
          action={<Trans>Open the line</Trans>}
          isPending={isPending}
          onConfirm={() => onPull({ change: { closed: false }, done: t`The line is open.` })}
        />
      ) : (
        <Gate
          state={<Trans>The line takes everybody.</Trans>}
          effect={
            <Trans>
              Nobody new can join. The {people} who wait are still let in. Those inside go on:{' '}
              {inside}.
            </Trans>
          }
          action={<Trans>Close the line</Trans>}
          isPending={isPending}
          onConfirm={() => onPull({ change: { closed: true }, done: t`The line is closed.` })}
        />
      )}
    </div>
  );
}

interface GateProps {
  state: ReactNode;
  /** What the action will do. */
  effect: ReactNode;
  action: ReactNode;
  isPending: boolean;
  onConfirm: () => void;
}

/** One press opens the question, which says what will happen; the second does it. */
function Gate({ state, effect, action, isPending, onConfirm }: GateProps) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="font-semibold">{state}</span>
        <Action kind="secondary" onClick={() => setAsking(true)}>
          {action}
        </Action>
      </div>
    );
  }
  return (
    <Question
      action={action}
      isPending={isPending}
      onConfirm={() => {
        setAsking(false);
        onConfirm();
      }}
      onLeave={() => setAsking(false)}
    >
      <p className="m-0">{effect}</p>
    </Question>
  );
}
