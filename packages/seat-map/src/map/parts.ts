import type { ChartPoint } from '../chart/chart.ts';
import type { Section } from '../chart/places.ts';
import { createGrid } from '../parts/grid.ts';
import { createLegend } from '../parts/legend.ts';
import { createList } from '../parts/list.ts';
import { createLive } from '../parts/live.ts';
import { createMinimap } from '../parts/minimap.ts';
import { createNotice } from '../parts/notice.ts';
import { createStepper } from '../parts/stepper.ts';
import { createTip } from '../parts/tip.ts';
import { createTools } from '../parts/tools.ts';
import type { Core } from './core.ts';

export interface PartActions {
  press: (place: number) => void;
  pressInList: (place: number) => void;
  openStanding: (section: Section, hasFocus: boolean) => void;
  setStanding: (section: Section, count: number) => void;
  closeStepper: () => void;
  openList: (isOpen: boolean) => void;
  zoomBy: (factor: number) => void;
  fit: () => void;
  toggleFullScreen: () => void;
  goTo: (point: ChartPoint) => void;
}

/** The elements around the canvas: made for the options, left out where the page does not want them. */
export function createParts(core: Core, actions: PartActions) {
  const { scene, options } = core;
  const { legend: legendPart = true, list: listPart = true, ...shown } = options.parts ?? {};
  const isChosen = (place: number) => core.isChosen(place);
  const grid = createGrid(scene, { isChosen, press: actions.press });
  const live = createLive();
  const tip = createTip();
  const notice = createNotice(scene.messages, () => core.tell(null));
  const stepper = createStepper(scene, {
    read: ({ index }) => {
      const count = core.choice.standing.get(index) ?? 0;
      const others = core.choice.quantity - count;
      return {
        count,
        most: Math.min(scene.availability.leftIn(index), core.rules.limit - others),
      };
    },
    set: actions.setStanding,
    close: actions.closeStepper,
  });
  const legend =
    legendPart === false ? null : createLegend(scene, (filter) => core.setFilter(filter));
  const ownList = listPart instanceof HTMLElement;
  const list =
    listPart === false
      ? null
      : createList(scene, {
          isChosen,
          isWanted: (place) => core.isWanted(place),
          press: actions.pressInList,
          openStanding: (section) => actions.openStanding(section, true),
          close: ownList ? null : () => actions.openList(false),
        });
  const tools =
    shown.controls === false
      ? null
      : createTools(scene.messages, {
          zoomBy: actions.zoomBy,
          fit: actions.fit,
          toggleList: list && !ownList ? () => actions.openList(list.root.hidden === true) : null,
          toggleFullScreen: shown.fullScreen === false ? null : actions.toggleFullScreen,
        });
  const minimap = shown.minimap === false ? null : createMinimap(scene, actions.goTo);
  if (list) list.root.hidden = !ownList;
  return {
    ...{ grid, live, tip, notice, stepper, legend, list, tools, minimap },
    legendIn: legendPart instanceof HTMLElement ? legendPart : null,
    listIn: ownList ? listPart : null,
    hasTip: shown.tooltip !== false,
    hasNotices: shown.notices !== false,
  };
}

export type Parts = ReturnType<typeof createParts>;
