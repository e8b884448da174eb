import { ArrowDown, ArrowUp, Copy, Rows3, Trash2 } from 'lucide-react';
import { duplicateSelected } from '../../canvas/keyboard.ts';
import type { ChartDocument, Section } from '../../model/document.ts';
import { boxOfSections } from '../../model/operations/place.ts';
import { changeSections, removeSections, reorderSection } from '../../model/operations/sections.ts';
import { changeShape, hasParameters, splitIntoRows } from '../../model/operations/shape.ts';
import { EditorButton, IconButton } from '../parts/buttons.tsx';
import { Group, NumberField, TextField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';
import { ArcFields } from './arc-fields.tsx';
import { BlockFields } from './block-fields.tsx';
import { DrawnFields } from './drawn-fields.tsx';
import { OutlineFields } from './outline-fields.tsx';
import { PositionFields } from './position-fields.tsx';
import { RepeatForm } from './repeat-form.tsx';

export interface SectionPanelProps {
  document: ChartDocument;
  /** At least one. */
  sections: readonly Section[];
}

/** The parameters of what is selected. */
export function SectionPanel({ document, sections }: SectionPanelProps) {
  const { editor, words } = useShared();
  const ids = sections.map(({ id }) => id);
  const [only] = sections.length === 1 ? sections : [];
  const step = (field: string) => `${field} of ${ids}`;
  const same = <Value,>(of: (section: Section) => Value): Value | null => {
    const values = new Set(sections.map(of));
    return values.size === 1 ? ([...values][0] ?? null) : null;
  };
  const onDone = () => editor.endStep();
  const rename = (name: string) =>
    editor.change(
      (now) => changeSections(now, ids, (section) => ({ ...section, name })),
      step('name'),
    );
  const setCategory = (category: string) =>
    editor.change(
      (now) => changeSections(now, ids, (section) => ({ ...section, category })),
      step('category'),
    );
  return (
    <>
      <h2 className="ce-title">
        {only ? words.shape[only.shape.kind] : words.selectedSections(sections.length)}
      </h2>
      <div className="ce-fields">
        {only && (
          <TextField
            label={words.name}
            value={only.name}
            onChange={rename}
            onDone={onDone}
            isValid={(text) => text.trim() !== ''}
            isWide
          />
        )}
        <TextField
          label={words.category}
          value={same(({ category }) => category)}
          onChange={setCategory}
          onDone={onDone}
          isValid={(text) => text.trim() !== ''}
          list={document.categories.map(({ name }) => name)}
          isWide
        />
      </div>
      {only && <ShapeFields section={only} />}
      {!only && <BoxFields document={document} ids={ids} />}
      {only && <OutlineFields document={document} section={only} />}
      <Group title={words.arrange}>
        <div className="ce-buttons">
          <EditorButton onClick={() => duplicateSelected(editor)}>
            <Copy aria-hidden="true" size={16} />
            {words.duplicate}
          </EditorButton>
          <EditorButton onClick={() => editor.change((now) => removeSections(now, ids))}>
            <Trash2 aria-hidden="true" size={16} />
            {words.remove}
          </EditorButton>
          {only && (
            <>
              <IconButton label={words.earlier} onClick={() => reorder(-1)}>
                <ArrowUp aria-hidden="true" size={16} />
              </IconButton>
              <IconButton label={words.later} onClick={() => reorder(1)}>
                <ArrowDown aria-hidden="true" size={16} />
              </IconButton>
            </>
          )}
          {sections.every(({ shape }) => hasParameters(shape)) && (
            <EditorButton onClick={() => editor.change((now) => splitIntoRows(now, ids))}>
              <Rows3 aria-hidden="true" size={16} />
              {words.splitIntoRows}
            </EditorButton>
          )}
        </div>
      </Group>
      <RepeatForm document={document} sections={sections} />
    </>
  );

  function reorder(by: number): void {
    const id = ids[0] ?? '';
    editor.change((now) =>
      reorderSection(now, id, now.sections.findIndex((section) => section.id === id) + by),
    );
  }
}

function ShapeFields({ section }: { section: Section }) {
  const { editor, words } = useShared();
  const { shape } = section;
  if (shape.kind === 'BLOCK') return <BlockFields id={section.id} shape={shape} />;
  if (shape.kind === 'ARC') return <ArcFields id={section.id} shape={shape} />;
  if (shape.kind === 'DRAWN') return <DrawnFields id={section.id} shape={shape} />;
  return (
    <>
      <div className="ce-fields">
        <NumberField
          label={words.capacity}
          value={shape.capacity}
          min={1}
          max={100_000}
          onChange={(capacity) =>
            editor.change(
              (now) => changeShape(now, [section.id], { capacity }),
              `capacity of ${section.id}`,
            )
          }
          onDone={() => editor.endStep()}
        />
      </div>
      <BoxFields document={editor.document} ids={[section.id]} />
    </>
  );
}

/** Where the upper left corner of what is selected is. */
function BoxFields({ document, ids }: { document: ChartDocument; ids: readonly string[] }) {
  const box = boxOfSections(document, ids);
  return box && <PositionFields ids={ids} at={[box[0], box[1]]} labels={['x', 'y']} />;
}
