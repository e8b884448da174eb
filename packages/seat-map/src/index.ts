export type {
  ChartPoint,
  ChartRow,
  ChartSection,
  PlaceLetter,
  SeatAvailability,
  SeatChart,
} from './chart/chart.ts';
export type { BestWish } from './choosing/best.ts';
export type { ChoiceToCheck, CustomRule, Issue, Rule } from './choosing/rules.ts';
export type { Drawing, Level } from './drawing/scene.ts';
export { createSeatMap } from './map/create-seat-map.ts';
export type { Notice, Part, PlaceInfo, SeatMap, SeatMapOptions, Selection } from './map/options.ts';
export { english } from './messages/english.ts';
export { korean } from './messages/korean.ts';
export type { Messages, SeatStateWord, SeatWords } from './messages/messages.ts';
export type { SeatFilter, Target } from './state/filter.ts';
