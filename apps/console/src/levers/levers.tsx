import { announce } from '@frontrow/ui/parts/announcer.ts';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Board, client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { DrawValueLever } from './draw-value-lever.tsx';
import { GatesLever } from './gates-lever.tsx';
import type { Pull } from './lever.ts';
import { LimitsLever } from './limits-lever.tsx';
import { MessageLever } from './message-lever.tsx';
import { before, type Change } from './undo.ts';

/** All that an operator can change while a sale runs. Each asks once and can be undone. */
export function Levers({ board, onChanged }: { board: Board; onChanged: () => void }) {
  const { t } = useLingui();
  const { concertId } = board.queue.settings;
  const [last, setLast] = useState<{ undo: Change; done: string } | null>(null);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async ({ change, done }: Pull) => {
      const undo = before(board.queue.settings, change);
      await client.admin.configureQueue.mutate({ concertId, ...change });
      return { undo, done };
    },
    onSuccess: (made) => {
      setLast(made);
      announce(made.done);
      onChanged();
    },
  });
  const pull = (next: Pull) => {
    reset();
    mutate(next);
  };
  const props = { board, isPending, onPull: pull };
  return (
    <div className="grid gap-6">
      {last && (
        <div className="flex flex-wrap items-center justify-between gap-3 bg-you p-3 text-on-you">
          <strong>{last.done}</strong>
          <Action
            kind="secondary"
            className="border-on-you text-on-you"
            isPending={isPending}
            onClick={() => pull({ change: last.undo, done: t`It is as it was before.` })}
          >
            <Trans>Undo</Trans>
          </Action>
        </div>
      )}
      {error && <ErrorNote error={error} />}
      <GatesLever {...props} />
      <LimitsLever {...props} />
      <MessageLever {...props} />
      {board.queue.settings.drawSource !== null && (
        <DrawValueLever board={board} onChanged={onChanged} />
      )}
    </div>
  );
}
