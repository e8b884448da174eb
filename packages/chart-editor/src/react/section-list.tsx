import { categoryOrder } from '../canvas/layers/seat-layer.ts';
import { colourOf } from '../canvas/layers/theme.ts';
import type { Section } from '../model/document.ts';
import { seatsOfSection } from '../model/section-seats.ts';
import { useEditorState, useShared } from './parts/use-editor.ts';

/** How many places a section has. */
export const placesOfSection = (section: Section, focus: readonly [number, number]): number =>
  section.shape.kind === 'STANDING' ? section.shape.capacity : seatsOfSection(section, focus).count;

/** All sections in the order of the place numbers; a press selects one, with Shift or Control more. */
export function SectionList({ onShow }: { onShow(id: string): void }) {
  const { editor, words } = useShared();
  const { history, selected } = useEditorState();
  const { sections, focus, categories } = history.present;
  const order = categoryOrder({ sections, categories });
  return (
    <section className="ce-sections" aria-label={words.sections}>
      <h2>
        {words.sections} <small className="ce-count">{sections.length}</small>
      </h2>
      {sections.length === 0 && <p className="ce-note">{words.noSections}</p>}
      <ul>
        {sections.map((section) => {
          const isSelected = selected.includes(section.id);
          const colour = colourOf(order.indexOf(section.category), order.length) + 1;
          return (
            <li key={section.id}>
              <button
                type="button"
                className="ce-row"
                aria-pressed={isSelected}
                onClick={(event) => {
                  const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
                  const rest = selected.filter((id) => id !== section.id);
                  if (!isMore) editor.select([section.id]);
                  else editor.select(isSelected ? rest : [...selected, section.id]);
                  onShow(section.id);
                }}
              >
                <i className={`ce-swatch is-${colour}`} />
                <span>{section.name}</span>
                <small>{placesOfSection(section, focus).toLocaleString(words.locale)}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
