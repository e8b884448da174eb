import type { ArcShape } from '../../model/document.ts';
import { turnSections } from '../../model/operations/place.ts';
import { changeShape } from '../../model/operations/shape.ts';
import { Group, NumberField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';
import { AislesField } from './aisles-field.tsx';
import { NumberingFields } from './numbering-fields.tsx';
import { PositionFields } from './position-fields.tsx';

/** The parameters of a part of a ring. */
export function ArcFields({ id, shape }: { id: string; shape: ArcShape }) {
  const { editor, words } = useShared();
  const change = (given: Partial<ArcShape>) =>
    editor.change((now) => changeShape(now, [id], given), `${Object.keys(given).join()} of ${id}`);
  const onDone = () => editor.endStep();
  const startAt = (from: number) =>
    editor.change(
      (now) => turnSections(now, [id], { degrees: shape.from - from, around: shape.centre }),
      `from of ${id}`,
    );
  const field = (
    name: 'rows' | 'spacing' | 'rowSpacing' | 'radius' | 'turn' | 'edge',
    bounds: { min?: number; max?: number; step?: number },
    label: string,
  ) => (
    <NumberField
      label={label}
      value={shape[name]}
      {...bounds}
      onChange={(value) => change({ [name]: value })}
      onDone={onDone}
    />
  );
  return (
    <>
      <Group title={words.rowsAndSpaces}>
        {field('rows', { min: 1, max: 200 }, words.rows)}
        {field('radius', { min: 1, max: 60_000 }, words.radius)}
        {field('spacing', { min: 1, max: 2_000, step: 0.1 }, words.spacing)}
        {field('rowSpacing', { min: 1, max: 2_000, step: 0.1 }, words.rowSpacing)}
        <NumberField
          label={words.from}
          value={shape.from}
          min={-360}
          max={360}
          onChange={startAt}
          onDone={onDone}
        />
        {field('turn', { min: 1, max: 350 }, words.turn)}
        {field('edge', { min: 0, max: 20, step: 0.5 }, words.edge)}
        <AislesField value={shape.aisles} onChange={(aisles) => change({ aisles })} />
      </Group>
      <PositionFields ids={[id]} at={shape.centre} labels={[words.centreX, words.centreY]} />
      <NumberingFields
        numbering={shape.numbering}
        rows={shape.rows}
        onChange={(numbering) => change({ numbering })}
      />
    </>
  );
}
