'use client';

import {
  createElement,
  type HTMLAttributes,
  type ReactElement,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { placesOf } from './chart/places.ts';
import { createSeatMap } from './map/create-seat-map.ts';
import type { SeatMap as LiveSeatMap, SeatMapOptions } from './map/options.ts';

type DivProps = Omit<HTMLAttributes<HTMLDivElement>, keyof SeatMapOptions | 'children'>;

export interface SeatMapProps extends SeatMapOptions, DivProps {
  /** The map, for its methods. */
  mapRef?: Ref<LiveSeatMap | null> | undefined;
}

/** The options that a map takes; everything else goes to the element around it. */
const OPTIONS: Record<keyof SeatMapOptions, true> = {
  ...{ chart: true, availability: true, partySize: true, limit: true, rules: true, selected: true },
  ...{ filter: true, spotlight: true, readOnly: true, messages: true, formatPrice: true },
  ...{ houseBelow: true, parts: true, onSelect: true, onLost: true, onNotice: true, onPoint: true },
  ...{
    onTap: true,
    onSection: true,
    onFilter: true,
    onView: true,
    onFullScreen: true,
    onDraw: true,
  },
};

/**
 * A seat map as a component. Give it a size by `style` or `className`. Its options may change at any time; `selected`
 * is what is chosen at first, and after each change of it.
 */
export function SeatMap({ mapRef, ...props }: SeatMapProps): ReactElement {
  const options = Object.fromEntries(
    Object.entries(props).filter(([name]) => name in OPTIONS),
  ) as unknown as SeatMapOptions;
  const rest = Object.fromEntries(Object.entries(props).filter(([name]) => !(name in OPTIONS)));
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<LiveSeatMap | null>(null);
  const shown = useRef(options);

  useEffect(() => {
    let made: LiveSeatMap | undefined;
    // Two tasks, between which the page answers: the chart is read, then the map is made.
    let timer = setTimeout(() => {
      placesOf(shown.current.chart);
      timer = setTimeout(() => {
        if (!element.current) return;
        made = createSeatMap(element.current, shown.current);
        setMap(made);
      });
    });
    return () => {
      clearTimeout(timer);
      made?.destroy();
    };
  }, []);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = options;
    const names = Object.keys({ ...before, ...options }) as (keyof SeatMapOptions)[];
    const changed = names.filter((name) => !Object.is(before[name], options[name]));
    if (changed.length > 0)
      map?.set(Object.fromEntries(changed.map((name) => [name, options[name]])));
  });
  useImperativeHandle<LiveSeatMap | null, LiveSeatMap | null>(mapRef, () => map, [map]);
  return createElement('div', { ...rest, ref: element });
}
