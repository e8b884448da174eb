import type { Messages } from './messages.ts';

const seats = (count: number) => (count === 1 ? '1 seat' : `${count} seats`);

export const english: Messages = {
  locale: 'en',
  map: 'Seat map',
  help: 'Arrow keys go from seat to seat, Home and End to the ends of a row, Page Up and Page Down to other sections. Enter chooses. B finds the best seats, L opens the list.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show the whole house',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  list: 'Choose from a list',
  close: 'Close',
  legend: 'Filters',
  available: 'Free',
  held: 'On hold, may come back',
  sold: 'Sold',
  restrictedView: 'Restricted view',
  wheelchair: 'Wheelchair',
  companion: 'Companion',
  fullView: 'No restricted view',
  standing: 'Standing',
  fewer: 'One fewer',
  more: 'One more',
  soldOut: 'Sold out',
  split: 'Sit apart',
  shift: 'Shift',
  undo: 'Undo',
  states: {
    ...{ available: 'available', held: 'on hold', sold: 'sold', notForSale: 'not for sale' },
    ...{ chosen: 'chosen', mine: 'yours' },
  },
  seat: ({ section, row, number }) => (row ? `${section}, row ${row}, seat ${number}` : section),
  seats: ({ section, row, number }) => `${section}, row ${row}, seats ${number}`,
  row: (name) => `Row ${name}`,
  spoken: (parts) => parts.join(', '),
  from: (price) => `from ${price}`,
  left: (count) => `${count.toLocaleString('en')} left`,
  standingChosen: (section, count) => `${section}: ${count} standing`,
  chosen: (chosen, price) => `Chosen: ${chosen}. ${price}`,
  nothingChosen: 'Nothing is chosen',
  noRun: (largest) => `${largest} side by side is the most here`,
  orphan: (instead) =>
    instead ? `One seat is left alone; ${instead} works` : 'One seat is left alone',
  apart: (instead) =>
    instead
      ? `These seats are not side by side; ${instead} are`
      : 'These seats are not side by side',
  tooMany: (limit) => `${seats(limit)} is the most for one person`,
  lost: (seat, instead) => `Someone took ${seat}.${instead ? ` ${instead} beside it is free` : ''}`,
  take: (number) => `Take ${number}`,
  best: (chosen, isCentre) => `${chosen}${isCentre ? ': in the centre' : ''}`,
  noBest: 'So many are not free side by side',
  numbers: (numbers) => numbers.join(', '),
};
