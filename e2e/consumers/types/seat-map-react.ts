/** The seat map's component in an application: it is only compiled. */
import type { SeatMap as LiveMap, SeatAvailability, SeatChart } from '@frontrow/seat-map';
import { SeatMap } from '@frontrow/seat-map/react';
import { createElement, type ReactElement, useRef } from 'react';

export function Plan(props: { chart: SeatChart; availability: SeatAvailability }): ReactElement {
  const map = useRef<LiveMap>(null);
  // @ts-expect-error: without a chart
  createElement(SeatMap, { availability: props.availability });
  return createElement(SeatMap, {
    ...props,
    mapRef: map,
    className: 'plan',
    onSelect: ({ amount }) => map.current?.zoomTo(amount > 0 ? 'selection' : 'house'),
  });
}
