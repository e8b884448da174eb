import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Board, client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { TextField } from '../shell/fields.tsx';

/** Publishes the public value that the draw names as its source. It is the one lever that cannot be undone. */
export function DrawValueLever({ board, onChanged }: { board: Board; onChanged: () => void }) {
  const { t } = useLingui();
  const { concertId, drawSource } = board.queue.settings;
  const [value, setValue] = useState('');
  const publish = useMutation({
    mutationFn: () => client.admin.publishDrawValue.mutate({ concertId, value: value.trim() }),
    onSuccess: () => {
      setValue('');
      onChanged();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() && !publish.isPending) publish.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <TextField
        label={t`Public value of the draw`}
        hint={t`From ${drawSource ?? ''}, exactly as it was published`}
        value={value}
        onChange={setValue}
        maxLength={1_000}
      />
      {value.trim() && (
        <p className="m-0">
          <Trans>
            The seed becomes public and the order is drawn from both. This cannot be undone: compare
            every character first.
          </Trans>
        </p>
      )}
      {value.trim() && (
        <div>
          <Action type="submit" isPending={publish.isPending}>
            <Trans>Publish and draw</Trans>
          </Action>
        </div>
      )}
      {publish.isSuccess && (
        <p role="status" className="m-0 text-good">
          <Trans>Published. The draw is made within seconds.</Trans>
        </p>
      )}
      {publish.error && <ErrorNote error={publish.error} />}
    </form>
  );
}
