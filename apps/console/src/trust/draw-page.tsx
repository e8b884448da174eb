import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { client, type Draw } from '../client/client.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading, Section } from '../shell/page.tsx';
import { CheckDraw } from './check-draw.tsx';

/** The draw of a pre-queue: what was promised before, what is public since, and its proof. */
export function DrawPage() {
  const { t } = useLingui();
  const { concertId } = useParams({ from: '/operators/concerts/$concertId/draw' });
  const draw = useQuery({
    queryKey: ['draw', concertId],
    queryFn: () => client.queue.draw.query({ concertId, limit: 100 }),
    refetchInterval: 5_000,
  });
  return (
    <Page title={t`Draw`} width="list">
      <PageHeading>
        <Trans>Draw</Trans>
      </PageHeading>
      <p className="mt-1 mb-4">
        <Link to="/concerts/$concertId" params={{ concertId }}>
          <Trans>To the board</Trans>
        </Link>
      </p>
      {draw.error && <ErrorNote error={draw.error} onRetry={() => void draw.refetch()} />}
      {draw.data && (
        <div className="grid gap-8">
          <Facts draw={draw.data} />
          {draw.data.drawnAt && <CheckDraw concertId={concertId} draw={draw.data} />}
          {draw.data.items.length > 0 && <Entrants draw={draw.data} />}
        </div>
      )}
    </Page>
  );
}

function Facts({ draw }: { draw: Draw }) {
  const numbers = useNumbers();
  const at = (time: Date | null) => (time ? numbers.moment(time) : '–');
  return (
    <dl className="figures m-0 grid gap-2 md:grid-cols-[max-content_minmax(0,1fr)] md:gap-x-6">
      <Fact name={<Trans>Round</Trans>} value={numbers.whole(draw.round)} />
      <Fact name={<Trans>Hash of the seed, promised before</Trans>} value={draw.seedHash} isCode />
      <Fact name={<Trans>Public source</Trans>} value={draw.source ?? '–'} />
      <Fact name={<Trans>Public value</Trans>} value={draw.publicValue ?? '–'} isCode />
      <Fact name={<Trans>List made final</Trans>} value={at(draw.frozenAt)} />
      <Fact
        name={<Trans>Entrants</Trans>}
        value={draw.entrants === null ? '–' : numbers.whole(draw.entrants)}
      />
      <Fact name={<Trans>Hash of the list</Trans>} value={draw.entrantsHash ?? '–'} isCode />
      <Fact name={<Trans>Seed made public</Trans>} value={at(draw.drawnAt)} />
      <Fact name={<Trans>Seed</Trans>} value={draw.seed ?? '–'} isCode />
    </dl>
  );
}

function Fact({ name, value, isCode }: { name: ReactNode; value: string; isCode?: boolean }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd
        className={`m-0 [overflow-wrap:anywhere] ${isCode ? 'font-mono text-13' : 'font-semibold'}`}
      >
        {value}
      </dd>
    </>
  );
}

/** The first of the list. All of it is public by `queue.draw`. */
function Entrants({ draw }: { draw: Draw }) {
  const numbers = useNumbers();
  return (
    <Section heading={<Trans>The first on the list, in order of arrival</Trans>}>
      <div className="max-h-80 overflow-auto">
        <table className="figures w-full">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Entrant</Trans>
              </th>
              <th scope="col" className="n">
                <Trans>Place</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {draw.items.map(({ entrant, place }) => (
              <tr key={entrant}>
                <td className="font-mono text-13">{entrant}</td>
                <td className="n">{place === null ? '–' : numbers.whole(place)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
