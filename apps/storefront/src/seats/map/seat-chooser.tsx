import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { Chart, LiveAvailability } from '@frontrow/sdk';
import type { LiveSeats } from '@frontrow/sdk/react';
import type {
  SeatMap as LiveMap,
  Messages,
  PlaceInfo,
  SeatFilter,
  Selection,
} from '@frontrow/seat-map';
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react';
import { answerOf, type HeldStanding } from './answers.ts';

/** Loaded once the page is opened: the map is no part of the pages before it. */
const SeatMap = lazy(async () => ({ default: (await import('@frontrow/seat-map/react')).SeatMap }));

export interface SeatChooserProps {
  chart: Chart;
  live: LiveSeats;
  /** The answer that the map begins with. */
  first: LiveAvailability;
  /** What is chosen at first. */
  selected: Pick<Selection, 'places' | 'general'>;
  standing: HeldStanding;
  /** A press seats so many side by side; null: one by one. */
  party: number | null;
  limit: number;
  filter: SeatFilter;
  /** Where the legend and the list stand. */
  legend: HTMLElement;
  list: HTMLElement;
  onMap(map: LiveMap | null): void;
  onFilter(filter: SeatFilter): void;
  onSelect(selection: Selection): void;
  onLost(places: PlaceInfo[]): void;
}

/** The map of the house, with its list and legend, as it stands at every moment. It chooses and holds nothing by itself. */
export const SeatChooser = memo(function SeatChooser(props: SeatChooserProps) {
  const { chart, live, standing, party, limit, filter, onMap, onFilter, onSelect, onLost } = props;
  const language = useLanguage();
  const messages = useMessages(language);
  const [map, setMap] = useState<LiveMap | null>(null);
  const [availability] = useState(() => answerOf(props.first, standing, null));
  const [selected] = useState(props.selected);
  const [parts] = useState(() => ({ legend: props.legend, list: props.list }));
  const chosen = useRef<Pick<Selection, 'places' | 'general'>>(selected);

  useEffect(() => {
    if (!map) return;
    const tell = (changed: readonly number[] | null) => {
      const state = live.current();
      if (state) map.apply(answerOf(state, standing, changed));
    };
    tell(null);
    return live.subscribe(tell);
  }, [map, live, standing]);
  // Another chart, which has other prices, begins without a choice.
  useEffect(() => {
    if (chart) map?.select(chosen.current);
  }, [map, chart]);
  useEffect(() => {
    onMap(map);
    return () => onMap(null);
  }, [map, onMap]);

  if (messages === null) return null;
  return (
    <Suspense>
      <SeatMap
        mapRef={setMap}
        className="absolute inset-0"
        {...{ chart, availability, selected, parts, filter, limit, onFilter, messages }}
        partySize={party}
        onSelect={(selection) => {
          chosen.current = selection;
          onSelect(selection);
        }}
        onLost={({ places }) => onLost(places)}
      />
    </Suspense>
  );
});

/**
 * The words of the map: undefined for its own, which are English; null until the first are there. Those of before
 * stay until others are loaded: without words there is no map, and what was chosen on it is gone.
 */
function useMessages(language: string): Messages | undefined | null {
  const [shown, setShown] = useState<{ messages: Messages | undefined } | null>(
    language === 'ko' ? null : { messages: undefined },
  );
  useEffect(() => {
    let isCurrent = true;
    const show = (messages: Messages | undefined) => isCurrent && setShown({ messages });
    if (language === 'ko') void import('@frontrow/seat-map').then((map) => show(map.korean));
    else show(undefined);
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return shown === null ? null : shown.messages;
}
