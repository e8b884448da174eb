import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type Board, client } from '../client/client.ts';
import { Levers } from '../levers/levers.tsx';
import { Action } from '../shell/action.tsx';
import { useDateWords } from '../shell/dates.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';
import { AlarmStrip } from './alarm-strip.tsx';
import { alarmsOf } from './alarms.ts';
import { Categories } from './categories.tsx';
import { Figures } from './figures.tsx';
import { Health } from './health.tsx';
import { House } from './house.tsx';
import { MinutesChart } from './minutes-chart.tsx';
import { useBoard } from './use-board.ts';

const LEVERS = 'levers';

/** The board of a sale, with its levers; on the wall without them, in the dark. */
export function BoardPage() {
  const { t } = useLingui();
  const { concertId } = useParams({ from: '/operators/concerts/$concertId' });
  const { date, wall = false } = useSearch({ from: '/operators/concerts/$concertId' });
  const concert = useQuery({
    queryKey: ['concert', concertId],
    queryFn: () => client.concert.get.query({ concertId }),
    staleTime: 30_000,
  });
  const dates = concert.data?.performances ?? [];
  const shown = date ?? (dates.find(isAhead) ?? dates.at(-1))?.performanceId;
  const { board, places, error, age, refresh } = useBoard(concertId, shown);
  const title = concert.data?.title ?? t`Board`;
  const waiting = board ? `(${board.queue.waiting}) ` : '';
  return (
    <Page title={`${waiting}${title}`} width="full">
      <div data-dark={wall || undefined}>
        <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
          <PageHeading>{title}</PageHeading>
          <BoardLinks concertId={concertId} wall={wall} />
        </div>
        {error && !board && <ErrorNote error={error} onRetry={refresh} />}
        {concert.error && (
          <ErrorNote error={concert.error} onRetry={() => void concert.refetch()} />
        )}
        {age !== null && <Old age={age} />}
        {board && (
          <div className={age === null ? '' : 'opacity-50'}>
            <AlarmStrip alarms={alarmsOf(board)} leversId={wall ? null : LEVERS} />
            <Figures board={board} />
            <div className="mt-6 grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <div className="contents content-start gap-y-6 lg:grid">
                <Section heading={<Trans>Last hour</Trans>} className="order-2">
                  <MinutesChart sales={board.sales} actions={board.actions} isShort={wall} />
                </Section>
                <Section heading={<Trans>Sold by category</Trans>} className="order-3">
                  <Categories sales={board.sales} />
                </Section>
                <Section heading={<Trans>Health</Trans>} className="order-5">
                  <Health board={board} isShort={wall} />
                </Section>
              </div>
              <div className="contents content-start gap-y-6 lg:grid">
                {!wall && <LeversSection board={board} refresh={refresh} />}
                <Section
                  heading={<Trans>House</Trans>}
                  aside={<DateChoice dates={dates} shown={shown} />}
                  className="order-4"
                >
                  {shown ? (
                    <House performanceId={shown} places={places} isTall={wall} />
                  ) : (
                    <p className="m-0 text-ink-2">
                      <Trans>There is no date yet.</Trans>
                    </p>
                  )}
                </Section>
              </div>
            </div>
          </div>
        )}
      </div>
    </Page>
  );
}

function LeversSection({ board, refresh }: { board: Board; refresh: () => void }) {
  return (
    <Section heading={<Trans>Levers</Trans>} className="order-1 scroll-mt-4">
      <div id={LEVERS}>
        <Levers board={board} onChanged={refresh} />
      </div>
    </Section>
  );
}

const isAhead = ({ startsAt, status }: { startsAt: Date; status: string }): boolean =>
  status === 'SCHEDULED' && startsAt.getTime() > Date.now();

/** What is shown is old: since when. */
function Old({ age }: { age: number }) {
  const numbers = useNumbers();
  const seconds = numbers.wait(age);
  return (
    <p role="status" className="mb-4 border-0 border-l-4 border-solid border-bad pl-4 text-18">
      <Trans>These figures are {seconds} old.</Trans>
    </p>
  );
}

function BoardLinks({ concertId, wall }: { concertId: string; wall: boolean }) {
  const navigate = useNavigate();
  const params = { concertId };
  const setWall = (on: boolean) => {
    void navigate({
      to: '/concerts/$concertId',
      params,
      search: ({ date }: { date?: string }) => ({
        ...(date ? { date } : {}),
        ...(on ? { wall: true } : {}),
      }),
      replace: true,
    });
    const full = on ? document.documentElement.requestFullscreen?.() : document.exitFullscreen?.();
    // Without full screen it is a board on the wall all the same.
    full?.catch(() => {});
  };
  if (wall) {
    return (
      <Action kind="secondary" onClick={() => setWall(false)}>
        <Trans>Take it off the wall</Trans>
      </Action>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-5">
      <Link to="/concerts/$concertId/setup" params={params}>
        <Trans>Set up</Trans>
      </Link>
      <Link to="/concerts/$concertId/draw" params={params}>
        <Trans>Draw</Trans>
      </Link>
      <Link to="/log" search={{ target: concertId }}>
        <Trans>Log</Trans>
      </Link>
      <Action kind="secondary" onClick={() => setWall(true)}>
        <Trans>Hang it on the wall</Trans>
      </Action>
    </div>
  );
}

interface DateChoiceProps {
  dates: { performanceId: string; startsAt: Date; timezone: string; status: string }[];
  shown: string | undefined;
}

function DateChoice({ dates, shown }: DateChoiceProps) {
  const { t } = useLingui();
  const words = useDateWords();
  const navigate = useNavigate({ from: '/concerts/$concertId' });
  if (dates.length < 2) return null;
  return (
    <select
      aria-label={t`Date`}
      value={shown ?? ''}
      onChange={({ target }) =>
        void navigate({ search: (before) => ({ ...before, date: target.value }), replace: true })
      }
      className="min-h-11 rounded-control border border-solid border-line-2 bg-raised px-3"
    >
      {dates.map((date) => {
        const at = words(date);
        return (
          <option key={date.performanceId} value={date.performanceId}>
            {date.status === 'CANCELLED' ? t`${at} (cancelled)` : at}
          </option>
        );
      })}
    </select>
  );
}
