import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { useDateWords } from '../shell/dates.ts';
import { SelectField, TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { Camera } from './camera.tsx';
import { allowSound } from './sound.ts';
import { useDoor } from './use-door.ts';
import { VerdictScreen } from './verdict-screen.tsx';

/** The page for the door alone: a code by camera or by hand, then a big yes or no. */
export function DoorPage() {
  const { t } = useLingui();
  const numbers = useNumbers();
  const [performanceId, setPerformanceId] = useState('');
  const [hasCamera, setCamera] = useState(false);
  const [code, setCode] = useState('');
  const door = useDoor(performanceId || undefined);
  const count = numbers.whole(door.count);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    allowSound();
    door.check(code.trim());
    setCode('');
  };
  return (
    <Page title={t`Door`} width="text">
      <PageHeading>
        <Trans>Door</Trans>
      </PageHeading>
      <div className="mt-4 grid gap-5">
        <DateField value={performanceId} onChange={setPerformanceId} />
        {hasCamera ? (
          <Camera onCode={door.see} />
        ) : (
          <Action
            onClick={() => {
              allowSound();
              setCamera(true);
            }}
          >
            <Trans>Scan with the camera</Trans>
          </Action>
        )}
        <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
          <TextField
            className="min-w-0 flex-1 basis-60"
            label={t`Code`}
            hint={t`Typed, or by a scanner that types`}
            value={code}
            onChange={setCode}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={500}
          />
          <Action type="submit" kind="secondary" className="mt-6" isPending={door.isChecking}>
            <Trans>Check</Trans>
          </Action>
        </form>
        <p className="m-0 text-ink-2">
          <Trans>{count} came in at this device.</Trans>
        </p>
      </div>
      {door.verdict && <VerdictScreen door={door} verdict={door.verdict} />}
    </Page>
  );
}

/** Which date the door is of: tickets of others are refused, and not used up. */
function DateField({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useLingui();
  const words = useDateWords();
  const [concertId, setConcertId] = useState('');
  const concerts = useQuery({
    queryKey: ['door concerts'],
    queryFn: () => client.concert.list.query({ limit: 100 }),
    staleTime: 60_000,
  });
  const concert = useQuery({
    queryKey: ['concert', concertId],
    queryFn: () => client.concert.get.query({ concertId }),
    enabled: concertId !== '',
    staleTime: 60_000,
  });
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <SelectField
        label={t`Concert`}
        value={concertId}
        options={[
          { value: '', label: t`Any` },
          ...(concerts.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={(next) => {
          setConcertId(next);
          onChange('');
        }}
      />
      {concertId !== '' && (
        <SelectField
          label={t`Date`}
          value={value}
          options={[
            { value: '', label: t`Any date` },
            ...(concert.data?.performances ?? []).map((date) => ({
              value: date.performanceId,
              label: words(date),
            })),
          ]}
          onChange={onChange}
        />
      )}
    </div>
  );
}
