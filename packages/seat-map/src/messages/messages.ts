/** A seat, in words that every language puts into its own order. */
export interface SeatWords {
  section: string;
  /** Empty for a standing area. */
  row: string;
  number: string;
}

export type SeatStateWord = 'available' | 'held' | 'sold' | 'notForSale' | 'chosen' | 'mine';

/**
 * Everything that a seat map says. `english` and `korean` are built in; for another language write an object of this
 * type. Prices come formatted.
 */
export interface Messages {
  /** BCP 47, for prices and numbers. */
  locale: string;
  map: string;
  help: string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
  fullScreen: string;
  leaveFullScreen: string;
  list: string;
  close: string;
  legend: string;
  available: string;
  held: string;
  sold: string;
  restrictedView: string;
  wheelchair: string;
  companion: string;
  fullView: string;
  standing: string;
  fewer: string;
  more: string;
  soldOut: string;
  split: string;
  shift: string;
  undo: string;
  states: Record<SeatStateWord, string>;
  seat: (seat: SeatWords) => string;
  /** Several seats of one row; `number` is what `numbers` made of theirs. */
  seats: (seats: SeatWords) => string;
  row: (name: string) => string;
  /** What a screen reader says for a seat; `parts` begins with the seat and ends with its state. */
  spoken: (parts: string[]) => string;
  from: (price: string) => string;
  left: (count: number) => string;
  /** A standing area: how many of it are chosen. */
  standingChosen: (section: string, count: number) => string;
  chosen: (seats: string, price: string) => string;
  nothingChosen: string;
  noRun: (largest: number) => string;
  orphan: (instead: string | null) => string;
  apart: (instead: string | null) => string;
  tooMany: (limit: number) => string;
  lost: (seat: string, instead: string | null) => string;
  take: (number: string) => string;
  best: (seats: string, isCentre: boolean) => string;
  noBest: string;
  /** Numbers of several seats of one row. */
  numbers: (numbers: string[]) => string;
}
