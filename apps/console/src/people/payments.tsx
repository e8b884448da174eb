import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Person } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { useDateWords } from '../shell/dates.ts';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Question } from '../shell/question.tsx';

interface PaymentsProps {
  person: Person;
  onChanged: () => void;
}

type Payment = Person['payments'][number];

/** The payments with their seats, each of which can be refunded. */
export function Payments({ person, onChanged }: PaymentsProps) {
  if (person.payments.length === 0) {
    return (
      <p className="m-0 text-ink-2">
        <Trans>None.</Trans>
      </p>
    );
  }
  return (
    <ul className="m-0 grid list-none gap-4 p-0">
      {person.payments.map((payment) => (
        <li key={payment.id}>
          <OnePayment person={person} payment={payment} onChanged={onChanged} />
        </li>
      ))}
    </ul>
  );
}

function OnePayment({ person, payment, onChanged }: PaymentsProps & { payment: Payment }) {
  const numbers = useNumbers();
  const words = useDateWords();
  const [isAsking, setAsking] = useState(false);
  const tickets = person.tickets.filter(({ paymentId }) => paymentId === payment.id);
  const date = person.performances.find(
    ({ performanceId }) => performanceId === tickets[0]?.performanceId,
  );
  const amount = numbers.money(payment.amount, payment.currency);
  const refundedAt = payment.refundedAt ? numbers.moment(payment.refundedAt) : '';
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <strong className="text-16">{amount}</strong>
          <div>
            {date?.title} {date && words(date)}
          </div>
          <div className="text-ink-2">{tickets.map(({ label }) => label).join(', ')}</div>
          <div className="font-mono text-13 text-ink-2 [overflow-wrap:anywhere]">{payment.id}</div>
        </div>
        {payment.refundedAt ? (
          <span className="text-ink-2">
            <Trans>refunded {refundedAt}</Trans>
          </span>
        ) : (
          !isAsking && (
            <Action kind="secondary" onClick={() => setAsking(true)}>
              <Trans>Refund</Trans>
            </Action>
          )
        )}
      </div>
      {isAsking && !payment.refundedAt && (
        <Refund
          payment={payment}
          name={person.user.name}
          hasEntered={tickets.some(({ redeemedAt }) => redeemedAt !== null)}
          onDone={() => {
            setAsking(false);
            onChanged();
          }}
          onLeave={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface RefundProps {
  payment: Payment;
  name: string;
  hasEntered: boolean;
  onDone: () => void;
  onLeave: () => void;
}

/** Says who gets what and where to, then does it. The key makes a second press the same refund. */
function Refund({ payment, name, hasEntered, onDone, onLeave }: RefundProps) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const [reason, setReason] = useState('');
  const refund = useMutation({
    mutationFn: () =>
      client.admin.refund.mutate({
        ...{ paymentId: payment.id, idempotencyKey: `console-refund-${payment.id}` },
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSuccess: onDone,
  });
  const amount = numbers.money(payment.amount, payment.currency);
  return (
    <Question
      action={<Trans>Refund {amount}</Trans>}
      isPending={refund.isPending}
      error={refund.error}
      onConfirm={() => refund.mutate()}
      onLeave={onLeave}
    >
      <p className="m-0">
        <Trans>
          {name} gets {amount} back into the balance here. The seats are on sale again at once, and
          the tickets open no door.
        </Trans>
        {hasEntered && (
          <strong className="text-bad">
            {' '}
            <Trans>A ticket of it has been used at a door.</Trans>
          </strong>
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
