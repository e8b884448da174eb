import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Action } from '../shell/action.tsx';
import { AreaField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import type { LeverProps } from './lever.ts';

const MOST = 500;

/** A message to everybody who waits, shown as they will see it. */
export function MessageLever({ board, isPending, onPull }: LeverProps) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const { waiting, prequeue, settings } = board.queue;
  const [text, setText] = useState('');
  const shown = text.trim();
  const people = numbers.whole(waiting + prequeue);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!shown || isPending) return;
    onPull({ change: { message: shown }, done: t`Everybody who waits reads the message.` });
    setText('');
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      {settings.message !== null && (
        <div className="flex flex-wrap items-start justify-between gap-3">
          <p className="m-0 min-w-0 flex-1">
            <span className="text-13 text-ink-2">
              <Trans>They read now:</Trans>
            </span>{' '}
            {settings.message}
          </p>
          <Action
            kind="secondary"
            isPending={isPending}
            onClick={() =>
              onPull({ change: { message: null }, done: t`The message is taken down.` })
            }
          >
            <Trans>Take it down</Trans>
          </Action>
        </div>
      )}
      <AreaField
        label={t`Message to everybody who waits`}
        hint={t`${shown.length} of ${MOST} characters`}
        rows={2}
        maxLength={MOST}
        value={text}
        onChange={setText}
      />
      {shown && (
        <>
          <AsTheySeeIt message={shown} />
          <div>
            <Action type="submit" isPending={isPending}>
              <Trans>Show it to {people} people</Trans>
            </Action>
          </div>
        </>
      )}
    </form>
  );
}

/** As the page of the line shows it (`apps/storefront/src/queue/waiting/waiting-view.tsx`). */
function AsTheySeeIt({ message }: { message: string }) {
  return (
    <figure className="m-0 border border-solid border-line bg-bg p-4">
      <figcaption className="mb-2 text-13 text-ink-2">
        <Trans>As they will see it</Trans>
      </figcaption>
      <p className="m-0 inline-block bg-you px-4 py-2 text-16 font-bold text-on-you">
        <Trans>Ahead of you 1,203 people</Trans>
      </p>
      <p className="my-4 border-0 border-l-4 border-solid border-ink pl-4 text-16 font-semibold">
        {message}
      </p>
    </figure>
  );
}
