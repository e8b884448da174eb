import type { ChartDocument } from '../document.ts';
import { arena } from './arena.ts';
import { club } from './club.ts';
import { documentOf, rectangle } from './parts.ts';
import { theatre } from './theatre.ts';

export const TEMPLATES = ['blank', 'club', 'theatre', 'arena'] as const;
export type Template = (typeof TEMPLATES)[number];

/** A sheet with a stage. */
export const blankSheet = (stage: string): ChartDocument =>
  documentOf(
    {
      width: 2_000,
      height: 1_600,
      focus: [1_000, 220],
      stage: { outline: rectangle([650, 80], [1_350, 220]), label: stage },
    },
    [],
  );

/** What a new chart begins with. */
export const templates: Record<Template, () => ChartDocument> = {
  blank: () => blankSheet('Stage'),
  club,
  theatre,
  arena,
};
