import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Person } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { TextField } from '../shell/fields.tsx';
import { Question } from '../shell/question.tsx';

type Wish = 'delete' | 'restore' | 'erase';

export interface AccountActionsProps {
  person: Person;
  onChanged: () => void;
  onErased: () => void;
}

/** Deletes a person, which can be taken back, or erases name and customer number for good. Each asks once. */
export function AccountActions({ person, onChanged, onErased }: AccountActionsProps) {
  const [wish, setWish] = useState<Wish | null>(null);
  const isDeleted = person.user.deletedAt !== null;
  const done = () => {
    setWish(null);
    onChanged();
  };
  const leave = () => setWish(null);
  if (wish === 'delete') return <Delete {...{ person, done, leave }} />;
  if (wish === 'erase') return <Erase {...{ person, leave }} done={onErased} />;
  if (wish === 'restore') return <Restore {...{ person, done, leave }} />;
  return (
    <div className="flex flex-wrap gap-2">
      {isDeleted ? (
        <Action kind="secondary" onClick={() => setWish('restore')}>
          <Trans>Restore</Trans>
        </Action>
      ) : (
        <Action kind="secondary" onClick={() => setWish('delete')}>
          <Trans>Delete</Trans>
        </Action>
      )}
      <Action kind="danger" onClick={() => setWish('erase')}>
        <Trans>Erase for good</Trans>
      </Action>
    </div>
  );
}

interface WishProps {
  person: Person;
  done: () => void;
  leave: () => void;
}

function Delete({ person: { user }, done, leave }: WishProps) {
  const [isForced, setForced] = useState(false);
  const call = useMutation({
    mutationFn: () => client.admin.deleteUser.mutate({ userId: user.id, force: isForced }),
    onSuccess: done,
  });
  return (
    <Question
      action={<Trans>Delete {user.name}</Trans>}
      isPending={call.isPending}
      error={call.error}
      onConfirm={() => call.mutate()}
      onLeave={leave}
    >
      <p className="m-0">
        <Trans>
          {user.name} can no longer sign in, and a place in the line is lost. What is held is let
          go, what is paid stays. It can be taken back.
        </Trans>
      </p>
      <label className="flex min-h-11 items-center gap-2">
        <input
          type="checkbox"
          checked={isForced}
          onChange={({ target }) => setForced(target.checked)}
          className="size-5"
        />
        <Trans>Also with money left, or a top-up that is not finished</Trans>
      </label>
    </Question>
  );
}

function Restore({ person: { user }, done, leave }: WishProps) {
  const call = useMutation({
    mutationFn: () => client.admin.restoreUser.mutate({ userId: user.id }),
    onSuccess: done,
  });
  return (
    <Question
      action={<Trans>Restore {user.name}</Trans>}
      isPending={call.isPending}
      error={call.error}
      onConfirm={() => call.mutate()}
      onLeave={leave}
    >
      <p className="m-0">
        <Trans>{user.name} can sign in again, with the balance and the tickets from before.</Trans>
      </p>
    </Question>
  );
}

function Erase({ person: { user }, done, leave }: WishProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const call = useMutation({
    mutationFn: () => client.admin.eraseUser.mutate({ userId: user.id }),
    onSuccess: done,
  });
  return (
    <Question
      action={<Trans>Erase {user.name} for good</Trans>}
      kind="danger"
      isReady={typed.trim() === user.name.trim()}
      isPending={call.isPending}
      error={call.error}
      onConfirm={() => call.mutate()}
      onLeave={leave}
    >
      <p className="m-0">
        <Trans>
          Name and customer number are gone for good, also from the log. The ledger and the payments
          stay, without them. This cannot be undone.
        </Trans>
      </p>
      <TextField label={t`Type the name, ${user.name}`} value={typed} onChange={setTyped} />
    </Question>
  );
}
