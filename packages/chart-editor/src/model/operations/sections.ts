import type { ChartDocument, Section } from '../document.ts';
import { nextName } from './names.ts';

/** Adds sections at the end, with ids of their own, names that nobody has, and their categories. */
export function addSections(
  document: ChartDocument,
  sections: readonly Omit<Section, 'id'>[],
): { document: ChartDocument; ids: string[] } {
  const names = new Set(document.sections.map(({ name }) => name));
  let number = lastNumber(document);
  const added = sections.map((section): Section => {
    const name = nextName(section.name, names);
    names.add(name);
    number++;
    return { ...section, id: `s${number}`, name };
  });
  const next = { ...document, sections: [...document.sections, ...added] };
  return { document: withCategories(next), ids: added.map(({ id }) => id) };
}

const lastNumber = ({ sections }: ChartDocument): number =>
  Math.max(0, ...sections.map(({ id }) => Number(id.slice(1))));

export const removeSections = (document: ChartDocument, ids: Iterable<string>): ChartDocument => {
  const gone = new Set(ids);
  const sections = document.sections.filter(({ id }) => !gone.has(id));
  return sections.length === document.sections.length ? document : { ...document, sections };
};

/** Changes the sections with these ids. What stays the same object has not changed. */
export function changeSections(
  document: ChartDocument,
  ids: Iterable<string>,
  by: (section: Section) => Section,
): ChartDocument {
  const wanted = new Set(ids);
  let isChanged = false;
  const sections = document.sections.map((section) => {
    if (!wanted.has(section.id)) return section;
    const next = by(section);
    isChanged ||= next !== section;
    return next;
  });
  return isChanged ? withCategories({ ...document, sections }) : document;
}

/** The order of sections is the order of the place numbers. */
export function reorderSection(document: ChartDocument, id: string, to: number): ChartDocument {
  const from = document.sections.findIndex((section) => section.id === id);
  const section = document.sections[from];
  const index = Math.min(Math.max(to, 0), document.sections.length - 1);
  if (!section || index === from) return document;
  const sections = document.sections.toSpliced(from, 1).toSpliced(index, 0, section);
  return { ...document, sections };
}

/** With a category for each that a section names. */
export function withCategories(document: ChartDocument): ChartDocument {
  const known = new Set(document.categories.map(({ name }) => name));
  const names = new Set(document.sections.map(({ category }) => category));
  const missing = [...names].filter((name) => !known.has(name));
  if (missing.length === 0) return document;
  const added = missing.map((name) => ({ name, price: null }));
  return { ...document, categories: [...document.categories, ...added] };
}
