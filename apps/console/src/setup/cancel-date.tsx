import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type AdminPerformance, client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { dayOf } from '../shell/dates.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Section } from '../shell/page.tsx';

export interface CancelDateProps {
  date: AdminPerformance;
  onChanged: () => void;
}

/** Cancels a date: type its day, then everything is refunded. What was interrupted or failed goes on by another press. */
export function CancelDate({ date, onChanged }: CancelDateProps) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  /** How many places were sold when it began. */
  const [from, setFrom] = useState(date.sold);
  const cancel = useMutation({
    mutationFn: (why: string) =>
      client.admin.cancelPerformance.mutate({ performanceId: date.performanceId, reason: why }),
    onMutate: () => setFrom(Math.max(from, date.sold)),
    onSettled: onChanged,
  });
  const isCancelled = date.status === 'CANCELLED';
  const isOver = isCancelled && date.sold === 0 && date.held === 0;
  const day = dayOf(date);
  const isReady = typed.trim() === day && reason.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !cancel.isPending) cancel.mutate(reason.trim());
  };
  const [sold, held] = [numbers.whole(date.sold), numbers.whole(date.held)];
  return (
    <Section heading={isCancelled ? <Trans>Cancelled</Trans> : <Trans>Cancel it</Trans>}>
      {isCancelled && (
        <p className="mt-0">
          {date.cancelReason} {date.cancelledAt && numbers.moment(date.cancelledAt)}
        </p>
      )}
      {(cancel.isPending || (isCancelled && !isOver)) && <Progress from={from} left={date.sold} />}
      {isOver && (
        <p className="m-0 text-good" role="status">
          <Trans>Everybody has the money back.</Trans>
        </p>
      )}
      {isCancelled && !isOver && !cancel.isPending && (
        <Action onClick={() => cancel.mutate(date.cancelReason ?? '')}>
          <Trans>Go on with the refunds</Trans>
        </Action>
      )}
      {!isCancelled && (
        <form onSubmit={submit} className="grid max-w-[720px] gap-4">
          <p className="m-0">
            <Trans>
              {sold} sold places are refunded into the balances and {held} held ones are let go.
              This cannot be undone.
            </Trans>
          </p>
          <TextField
            label={t`Reason, which the log keeps`}
            value={reason}
            onChange={setReason}
            maxLength={500}
          />
          <TextField label={t`Type the day, ${day}`} value={typed} onChange={setTyped} />
          <div>
            <Action kind="danger" type="submit" disabled={!isReady} isPending={cancel.isPending}>
              <Trans>
                Cancel {day} and refund {sold} places
              </Trans>
            </Action>
          </div>
        </form>
      )}
      {cancel.data && cancel.data.failed.length > 0 && <Failed payments={cancel.data.failed} />}
      {cancel.error && <ErrorNote error={cancel.error} />}
    </Section>
  );
}

function Progress({ from, left }: { from: number; left: number }) {
  const numbers = useNumbers();
  const [done, all] = [numbers.whole(Math.max(0, from - left)), numbers.whole(from)];
  return (
    <div className="mb-3">
      <progress className="h-3 w-full max-w-[720px]" max={Math.max(1, from)} value={from - left}>
        {done}
      </progress>
      <p className="m-0" role="status">
        <Trans>
          {done} of {all} places refunded
        </Trans>
      </p>
    </div>
  );
}

function Failed({ payments }: { payments: string[] }) {
  const numbers = useNumbers();
  const count = numbers.whole(payments.length);
  return (
    <div role="alert" className="mt-3 border-0 border-l-4 border-solid border-bad pl-4">
      <p className="m-0 font-bold text-bad">
        <Trans>
          {count} refunds failed. The others have their money; go on to try these again.
        </Trans>
      </p>
      <ul className="m-0 pl-5 font-mono text-13">
        {payments.slice(0, 20).map((id) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </div>
  );
}
