import { createSeatMap, type SeatMap } from '../../src/index.ts';
import type {} from './contestant.ts';

let map: SeatMap | undefined;
let moved = '';

globalThis.contestant = {
  open(chart, availability, element) {
    map = createSeatMap(element, {
      ...{ chart, availability },
      // Every seat, as the others do: by itself the map would show sections from so far away.
      houseBelow: location.hash === '#sections' ? 5 : 0,
      parts: { legend: false, minimap: false },
      onView: ({ box }) => {
        moved = box.join();
      },
    });
  },
  usable: async () => map?.ready,
  zoom: () => map?.zoomBy(2),
  position: () => moved,
  apply: (availability) => map?.apply(availability),
};
