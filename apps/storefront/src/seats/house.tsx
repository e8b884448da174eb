import type { Session } from '@frontrow/sdk';
import { type UseHold, useSeatMap } from '@frontrow/sdk/react';
import type { PlaceInfo, SeatFilter, SeatMap, Selection } from '@frontrow/seat-map';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  type CSSProperties,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useState,
} from 'react';
import type { ConcertDetails } from '../concerts/concert-details.ts';
import { usePreferences } from '../queue/preferences.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { useBest } from './best.ts';
import { choiceOf, standingOf } from './choice.ts';
import { Filters, hasAccessible, legendLinesOf } from './filters.tsx';
import { SeatChooser } from './map/seat-chooser.tsx';
import { Tray } from './tray/tray.tsx';
import { useNothingLeft } from './use-nothing-left.ts';

export interface HouseProps {
  session: Session;
  hold: UseHold;
  performanceId: string;
  concert: ConcertDetails;
}

/** The house of one date: filters, list, map, tray, in the order of the Tab key. */
export function House({ session, hold, performanceId, concert }: HouseProps) {
  const navigate = useNavigate();
  // Deferred: the house is drawn in short tasks, between which the browser answers.
  const { chart, live, error, isLoading } = useDeferredValue(
    useSeatMap(session, { performanceId }),
  );
  const [preferences, prefer] = usePreferences(concert.id, concert.holdLimit);
  const [isOneByOne, setOneByOne] = useState(false);
  const [ownFilter, setFilter] = useState<SeatFilter>({ accessible: preferences.accessible });
  const [isListOpen, setListOpen] = useState(false);
  const [map, setMap] = useState<SeatMap | null>(null);
  const [legend, setLegend] = useState<HTMLElement | null>(null);
  const [list, setList] = useState<HTMLElement | null>(null);
  const [view, setView] = useState<HTMLElement | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [lost, setLost] = useState<PlaceInfo[]>([]);
  const isNothingLeft = useNothingLeft(live);
  const party = isOneByOne ? null : preferences.party;
  // Where no place is for wheelchairs, nothing would be left.
  const isAccessible = ownFilter.accessible === true && chart !== null && hasAccessible(chart);
  const filter = useMemo(
    () => ({ ...ownFilter, accessible: isAccessible }),
    [ownFilter, isAccessible],
  );
  const best = useBest({ hold, map, performanceId, party: party ?? 1, filter });

  const held = hold.status === 'HELD' ? hold.hold : null;
  const heldId = held?.reservation.id;
  const standing = useMemo(() => standingOf(held), [heldId]);
  // What is held is what is chosen, until something else is.
  useEffect(() => {
    if (held) map?.select(choiceOf(held));
  }, [map, heldId]);
  useEffect(() => {
    if (isListOpen) map?.openList();
  }, [map, isListOpen]);
  useEffect(() => {
    const down = ({ key }: KeyboardEvent) => key.toLowerCase() === 'l' && setListOpen(true);
    view?.addEventListener('keydown', down);
    return () => view?.removeEventListener('keydown', down);
  }, [view]);

  const holding = useMutation({
    mutationFn: ({ places, general }: Selection) =>
      hold.replace({ places, general }, { performanceId }),
    onSuccess: () =>
      navigate({ to: '/concerts/$concertId/checkout', params: { concertId: concert.id } }),
  });
  const onSelect = useCallback((next: Selection) => {
    setSelection(next);
    setLost([]);
    best.reset();
    holding.reset();
  }, []);
  const holdChosen = () => {
    best.reset();
    if (selection) holding.mutate(selection);
  };
  const state = live.current();
  return (
    <div className="flex flex-1 flex-col [--seat-map-gutter:20px] md:[--seat-map-gutter:32px] lg:grid lg:[--seat-map-gutter:0px] lg:grid-cols-[1fr_360px] lg:grid-rows-[auto_1fr_auto] lg:gap-x-8">
      <div className="lg:col-start-2">
        <div className="min-h-15">
          {chart && (
            <Filters
              {...{ chart, party, filter, isListOpen }}
              most={concert.holdLimit}
              onParty={(next) => {
                setOneByOne(next === null);
                if (next !== null) prefer({ party: next });
              }}
              onFilter={setFilter}
              onList={() => setListOpen(!isListOpen)}
            />
          )}
        </div>
        <div
          ref={setLegend}
          style={{ '--legend-lines': chart ? legendLinesOf(chart) : 3 } as CSSProperties}
          className={`seat-legend -mx-5 min-h-23 md:-mx-8 md:min-h-38 lg:mx-0 lg:min-h-[calc(100px+52px*var(--legend-lines))] ${isListOpen ? 'max-lg:hidden' : ''}`}
        />
      </div>
      <div
        className={`relative -mx-5 min-h-60 flex-1 basis-0 md:-mx-8 lg:col-start-2 lg:mx-0 ${isListOpen ? 'order-1' : 'max-lg:hidden'}`}
      >
        <div ref={setList} className="absolute inset-0 [&>.sm-list]:h-full" />
      </div>
      <div
        ref={setView}
        aria-busy={isLoading}
        className="relative -mx-5 min-h-70 flex-1 basis-0 bg-raised md:-mx-8 lg:col-start-1 lg:row-span-3 lg:row-start-1 lg:mx-0 lg:mb-8 lg:border lg:border-solid lg:border-line"
      >
        {error && !chart && <ErrorNote error={error} />}
        {chart && state && legend && list && (
          <SeatChooser
            {...{ chart, live, standing, party, filter, legend, list, onSelect }}
            first={state}
            selected={choiceOf(held)}
            limit={concert.holdLimit}
            onMap={setMap}
            onFilter={setFilter}
            onLost={setLost}
          />
        )}
      </div>
      <div className="order-2 min-h-38 lg:col-start-2">
        {chart && (
          <Tray
            {...{ chart, selection, lost, hold, best, isNothingLeft }}
            error={best.error ?? holding.error}
            holdSeconds={concert.holdSeconds}
            concertId={concert.id}
            party={party ?? 1}
            onHold={holdChosen}
          />
        )}
      </div>
    </div>
  );
}
