import type { ChartDocument } from '../document.ts';
import { arena } from './arena.ts';
import { club } from './club.ts';
import { theatre } from './theatre.ts';

export const TEMPLATES = ['blank', 'club', 'theatre', 'arena'] as const;
export type Template = (typeof TEMPLATES)[number];

/** What a new chart begins with. */
export const templates: Record<Template, () => ChartDocument> = {
  blank: () => ({
    width: 2_000,
    height: 1_600,
    focus: [1_000, 220],
    stage: {
      outline: [
        [650, 80],
        [1_350, 80],
        [1_350, 220],
        [650, 220],
      ],
      label: 'Stage',
    },
    sections: [],
    categories: [],
  }),
  club,
  theatre,
  arena,
};
