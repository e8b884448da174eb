import type { Point } from '@frontrow/contract/chart/geometry';
import type { ChartDocument } from '../document.ts';

/* What belongs to the drawing as a whole: its size, stage and focus, and the categories with their prices. */

export const setFrame = (
  document: ChartDocument,
  given: Partial<Pick<ChartDocument, 'width' | 'height' | 'focus' | 'stage'>>,
): ChartDocument => ({ ...document, ...given });

export const moveStage = (document: ChartDocument, [byX, byY]: Point): ChartDocument => {
  const { stage, focus } = document;
  if (!stage) return document;
  const move = ([x, y]: Point): Point => [x + byX, y + byY];
  return {
    ...document,
    focus: move(focus),
    stage: { ...stage, outline: stage.outline.map(move) },
  };
};

export const setPrice = (
  document: ChartDocument,
  name: string,
  price: number | null,
): ChartDocument => ({
  ...document,
  categories: document.categories.map((category) =>
    category.name === name ? { ...category, price } : category,
  ),
});

export const addCategory = (document: ChartDocument, name: string): ChartDocument =>
  document.categories.some((category) => category.name === name)
    ? document
    : { ...document, categories: [...document.categories, { name, price: null }] };

/** Two categories that get one name become one, with the price of the one that had it. */
export function renameCategory(document: ChartDocument, from: string, to: string): ChartDocument {
  if (from === to || !document.categories.some(({ name }) => name === from)) return document;
  const isKnown = document.categories.some(({ name }) => name === to);
  const categories = isKnown
    ? document.categories.filter(({ name }) => name !== from)
    : document.categories.map((each) => (each.name === from ? { ...each, name: to } : each));
  const sections = document.sections.map((section) =>
    section.category === from ? { ...section, category: to } : section,
  );
  return { ...document, categories, sections };
}

/** Takes a category away that no section has. */
export const removeCategory = (document: ChartDocument, name: string): ChartDocument =>
  document.sections.some(({ category }) => category === name)
    ? document
    : { ...document, categories: document.categories.filter((each) => each.name !== name) };

/** The prices that are said, as `admin.createPerformance` takes them. */
export const pricesOf = ({ categories, sections }: ChartDocument): Record<string, number> => {
  const used = new Set(sections.map(({ category }) => category));
  return Object.fromEntries(
    categories.flatMap(({ name, price }) =>
      price !== null && used.has(name) ? [[name, price]] : [],
    ),
  );
};
