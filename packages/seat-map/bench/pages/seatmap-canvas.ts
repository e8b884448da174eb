// @ts-expect-error: its package.json names a file of types that it does not have
import { SeatMapCanvas } from '@alisaitteke/seatmap-canvas';
import { pointsOfRow } from '@frontrow/contract/chart/geometry';
import { seatsOf } from './contestant.ts';

/** What the benchmark uses of it. */
interface Library {
  data: { replaceData(blocks: unknown[]): void };
}

/** @alisaitteke/seatmap-canvas: an SVG element for each seat. */
globalThis.contestant = {
  open(chart, availability, element) {
    const map: Library = new SeatMapCanvas(`#${element.id}`, {
      style: { seat: { radius: 10 } },
    });
    const sections = seatsOf(chart, availability, (row) =>
      pointsOfRow(
        { ...row, aisleAfter: row.aisleAfter.map((place) => place - row.firstPlace) },
        chart.focus,
      ),
    );
    const blocks = sections.map(({ section, seats }, index) => ({
      ...{ id: index, title: section.name, color: '#e2e2e2', labels: [] },
      seats: seats.map(({ place, x, y, number, isFree }) => ({
        id: place,
        x,
        y,
        salable: isFree,
        title: number,
        note: '',
        custom_data: {},
      })),
    }));
    map.data.replaceData(blocks);
  },
  position: () =>
    [...document.querySelectorAll('#map svg g[transform]')]
      .map((group) => group.getAttribute('transform'))
      .slice(0, 3)
      .join(),
};
