import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { AreaField, TextField } from '../shell/fields.tsx';
import { localValue, ownZone, timeIn } from './local-time.ts';

/** What a concert is made of, as typed. */
export interface ConcertDraft {
  title: string;
  artist: string;
  venue: string;
  description: string;
  imageUrl: string | null;
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
  holdLimit: number;
}

export const NEW_CONCERT: ConcertDraft = {
  ...{ title: '', artist: '', venue: '', description: '', imageUrl: null },
  ...{ salesOpenAt: null, salesCloseAt: null, holdLimit: 4 },
};

export interface ConcertFormProps {
  concert: ConcertDraft;
  /** The words of the button. */
  action: string;
  isPending: boolean;
  error: Error | null;
  onSave: (draft: ConcertDraft) => void;
}

export function ConcertForm({ concert, action, isPending, error, onSave }: ConcertFormProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(concert);
  const set = (change: Partial<ConcertDraft>) => setDraft({ ...draft, ...change });
  const zone = ownZone();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) onSave(draft);
  };
  return (
    <form onSubmit={submit} className="grid max-w-[720px] gap-4 md:grid-cols-2">
      <TextField
        className="md:col-span-2"
        label={t`Title`}
        value={draft.title}
        onChange={(title) => set({ title })}
        maxLength={200}
        required
      />
      <TextField
        label={t`Artist`}
        value={draft.artist}
        onChange={(artist) => set({ artist })}
        maxLength={200}
        required
      />
      <TextField
        label={t`Venue`}
        value={draft.venue}
        onChange={(venue) => set({ venue })}
        maxLength={200}
        required
      />
      <AreaField
        className="md:col-span-2"
        label={t`Description`}
        rows={3}
        maxLength={10_000}
        value={draft.description}
        onChange={(description) => set({ description })}
      />
      <TextField
        label={t`Sale opens`}
        hint={t`Empty: it is open. Your time, ${zone}`}
        type="datetime-local"
        value={localValue(draft.salesOpenAt)}
        onChange={(value) => set({ salesOpenAt: timeIn(value) })}
      />
      <TextField
        label={t`Sale closes`}
        hint={t`Empty: it does not`}
        type="datetime-local"
        value={localValue(draft.salesCloseAt)}
        onChange={(value) => set({ salesCloseAt: timeIn(value) })}
      />
      <TextField
        label={t`Seats a person`}
        type="number"
        min={1}
        max={100}
        value={String(draft.holdLimit)}
        onChange={(value) => set({ holdLimit: Number(value) })}
        required
      />
      <TextField
        label={t`Picture`}
        hint={t`An https address, or nothing`}
        type="url"
        value={draft.imageUrl ?? ''}
        onChange={(value) => set({ imageUrl: value.trim() || null })}
      />
      <div className="md:col-span-2">
        <Action type="submit" isPending={isPending}>
          {action}
        </Action>
        {error && <ErrorNote error={error} />}
      </div>
    </form>
  );
}

/** Says that a form was saved. */
export const Saved = () => (
  <p role="status" className="mt-2 text-good">
    <Trans>Saved.</Trans>
  </p>
);
