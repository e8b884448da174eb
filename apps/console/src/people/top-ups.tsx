import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Person } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Question } from '../shell/question.tsx';

type TopUp = Person['topUps'][number];
type Step = 'credit' | 'refund' | 'back';

interface TopUpsProps {
  person: Person;
  onChanged: () => void;
}

/** The top-ups with the bank's references. One that a person must decide can be decided here. */
export function TopUps({ person, onChanged }: TopUpsProps) {
  if (person.topUps.length === 0) {
    return (
      <p className="m-0 text-ink-2">
        <Trans>None.</Trans>
      </p>
    );
  }
  return (
    <ul className="m-0 grid list-none gap-4 p-0">
      {person.topUps.map((topUp) => (
        <li key={topUp.id}>
          <OneTopUp topUp={topUp} onChanged={onChanged} />
        </li>
      ))}
    </ul>
  );
}

function OneTopUp({ topUp, onChanged }: { topUp: TopUp; onChanged: () => void }) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const [asked, setAsked] = useState<Step | null>(null);
  const words: Record<TopUp['status'], string> = {
    REQUIRES_ACTION: t`waits for the customer`,
    PROCESSING: t`the bank works on it`,
    CREDITED: t`credited`,
    DECLINED: t`declined`,
    CANCELLED: t`cancelled`,
    EXPIRED: t`ran out`,
  };
  const canGoBack = topUp.status === 'CREDITED' && !topUp.refundedAt;
  return (
    <>
      <strong className="text-16">{numbers.money(topUp.amount, topUp.currency)}</strong>{' '}
      {topUp.refundedAt ? <Trans>sent back</Trans> : words[topUp.status]}
      {topUp.paid && topUp.paid.amount !== topUp.amount && (
        <div className="text-bad">
          <Trans>The bank took {numbers.money(topUp.paid.amount, topUp.paid.currency)}</Trans>
        </div>
      )}
      <div className="font-mono text-13 text-ink-2 [overflow-wrap:anywhere]">
        {[topUp.provider, topUp.reference, topUp.paymentReference].filter(Boolean).join(' · ')}
      </div>
      {topUp.attention && (
        <p className="my-2 border-0 border-l-4 border-solid border-bad pl-3 text-bad">
          {topUp.attention}
        </p>
      )}
      {asked === null ? (
        <div className="mt-2 flex flex-wrap gap-2">
          {topUp.attention && (
            <>
              <Action kind="secondary" onClick={() => setAsked('credit')}>
                <Trans>Credit what was paid</Trans>
              </Action>
              <Action kind="secondary" onClick={() => setAsked('refund')}>
                <Trans>Send back what was paid</Trans>
              </Action>
            </>
          )}
          {!topUp.attention && canGoBack && (
            <Action kind="secondary" onClick={() => setAsked('back')}>
              <Trans>Send it back</Trans>
            </Action>
          )}
        </div>
      ) : (
        <Decide
          topUp={topUp}
          step={asked}
          onDone={() => {
            setAsked(null);
            onChanged();
          }}
          onLeave={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface DecideProps {
  topUp: TopUp;
  step: Step;
  onDone: () => void;
  onLeave: () => void;
}

function Decide({ topUp, step, onDone, onLeave }: DecideProps) {
  const { t } = useLingui();
  const [reason, setReason] = useState('');
  const why = reason.trim();
  const decide = useMutation({
    mutationFn: () =>
      step === 'back'
        ? client.admin.refundTopUp.mutate({
            ...{ topUpId: topUp.id, idempotencyKey: `console-refund-${topUp.id}` },
            ...(why ? { reason: why } : {}),
          })
        : client.admin.resolveTopUp.mutate({ topUpId: topUp.id, outcome: step, reason: why }),
    onSuccess: onDone,
  });
  return (
    <Question
      action={step === 'credit' ? <Trans>Credit it</Trans> : <Trans>Send it back</Trans>}
      isReady={step === 'back' || why !== ''}
      isPending={decide.isPending}
      error={decide.error}
      onConfirm={() => decide.mutate()}
      onLeave={onLeave}
    >
      <p className="m-0">
        {step === 'credit' ? (
          <Trans>What the bank really took is added to the balance, once.</Trans>
        ) : (
          <Trans>
            The money leaves the balance and goes back the way it came. It must still be there.
          </Trans>
        )}
      </p>
      <TextField
        label={t`Reason, for the log`}
        value={reason}
        onChange={setReason}
        maxLength={500}
      />
    </Question>
  );
}
