import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { client, type Input } from '../client/client.ts';
import { useDateWords } from '../shell/dates.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';
import { Checklist } from './checklist.tsx';
import { ConcertForm, Saved } from './concert-form.tsx';
import { NewDate } from './new-date.tsx';
import { QueueForm } from './queue-form.tsx';

/** A concert and its dates; what is missing before it can open is listed. */
export function SetupPage() {
  const { t } = useLingui();
  const { concertId } = useParams({ from: '/operators/concerts/$concertId/setup' });
  const queries = useQueryClient();
  const concert = useQuery({
    queryKey: ['concert', concertId],
    queryFn: () => client.concert.get.query({ concertId }),
  });
  const dates = useQuery({
    queryKey: ['dates', concertId],
    queryFn: () => client.admin.listPerformances.query({ concertId }),
  });
  const save = useMutation({
    mutationFn: (input: Input<'updateConcert'>) => client.admin.updateConcert.mutate(input),
    onSuccess: (changed) => queries.setQueryData(['concert', concertId], changed),
  });
  const title = concert.data?.title ?? t`Set up`;
  return (
    <Page title={title} width="list">
      <PageHeading>{title}</PageHeading>
      <p className="mt-1 mb-6">
        <Link to="/concerts/$concertId" params={{ concertId }}>
          <Trans>To the board</Trans>
        </Link>
      </p>
      {concert.error && <ErrorNote error={concert.error} onRetry={() => void concert.refetch()} />}
      {dates.error && <ErrorNote error={dates.error} onRetry={() => void dates.refetch()} />}
      <div className="grid gap-8">
        {concert.data && dates.data && (
          <Checklist concert={concert.data} dates={dates.data.items} />
        )}
        <Section heading={<Trans>Dates</Trans>}>
          <DatesTable concertId={concertId} dates={dates.data?.items ?? []} />
          <NewDate concertId={concertId} onMade={() => void dates.refetch()} />
        </Section>
        <QueueForm concertId={concertId} />
        {concert.data && (
          <Section heading={<Trans>Concert</Trans>}>
            <ConcertForm
              concert={concert.data}
              action={t`Save`}
              isPending={save.isPending}
              error={save.error}
              onSave={({ title, artist, venue, description, imageUrl, ...sale }) =>
                save.mutate({
                  concertId,
                  title,
                  artist,
                  venue,
                  description,
                  imageUrl,
                  ...pick(sale),
                })
              }
            />
            {save.isSuccess && <Saved />}
          </Section>
        )}
      </div>
    </Page>
  );
}

/** Of the draft only what `updateConcert` takes: the concert has more. */
const pick = ({
  salesOpenAt,
  salesCloseAt,
  holdLimit,
}: {
  salesOpenAt: Date | null;
  salesCloseAt: Date | null;
  holdLimit: number;
}) => ({ salesOpenAt, salesCloseAt, holdLimit });

type Dates = Awaited<ReturnType<typeof client.admin.listPerformances.query>>['items'];

function DatesTable({ concertId, dates }: { concertId: string; dates: Dates }) {
  const numbers = useNumbers();
  const words = useDateWords();
  if (dates.length === 0) return null;
  return (
    <div className="mb-6 overflow-x-auto">
      <table className="figures w-full">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Starts</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Places</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Sold</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Held</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Left</Trans>
            </th>
            <th scope="col">
              <Trans>State</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {dates.map((date) => (
            <tr key={date.performanceId}>
              <th scope="row">
                <Link
                  to="/concerts/$concertId/dates/$performanceId"
                  params={{ concertId, performanceId: date.performanceId }}
                  className="font-semibold"
                >
                  {words(date)}
                </Link>{' '}
                <span className="text-ink-2">{date.timezone}</span>
              </th>
              <td className="n">{numbers.whole(date.seatsTotal)}</td>
              <td className="n">{numbers.whole(date.sold)}</td>
              <td className="n">{numbers.whole(date.held)}</td>
              <td className="n">{numbers.whole(date.available)}</td>
              <td>
                {date.status === 'CANCELLED' ? (
                  <span className="text-bad">
                    <Trans>cancelled</Trans>
                  </span>
                ) : (
                  <Trans>scheduled</Trans>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
