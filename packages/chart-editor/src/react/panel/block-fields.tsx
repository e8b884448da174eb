import type { BlockShape } from '../../model/document.ts';
import { turnSections } from '../../model/operations/place.ts';
import { changeShape } from '../../model/operations/shape.ts';
import { Group, NumberField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';
import { AislesField } from './aisles-field.tsx';
import { NumberingFields } from './numbering-fields.tsx';
import { PositionFields } from './position-fields.tsx';

/** The parameters of rows behind one another. */
export function BlockFields({ id, shape }: { id: string; shape: BlockShape }) {
  const { editor, words } = useShared();
  const change = (given: Partial<BlockShape>) =>
    editor.change((now) => changeShape(now, [id], given), `${Object.keys(given).join()} of ${id}`);
  const onDone = () => editor.endStep();
  const turn = (angle: number) =>
    editor.change(
      (now) => turnSections(now, [id], { degrees: angle - shape.angle, around: shape.at }),
      `angle of ${id}`,
    );
  const field = (
    name: 'rows' | 'seats' | 'seatsMore' | 'spacing' | 'rowSpacing' | 'bow' | 'bowMore',
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
        {field('seats', { min: 1, max: 500 }, words.seats)}
        {field('spacing', { min: 1, max: 2_000, step: 0.1 }, words.spacing)}
        {field('rowSpacing', { min: 1, max: 2_000, step: 0.1 }, words.rowSpacing)}
        {field('bow', { min: -20_000, max: 20_000, step: 10 }, words.curve)}
        {field('bowMore', { min: -2_000, max: 2_000 }, words.curveMore)}
        {field('seatsMore', { min: -50, max: 50 }, words.seatsMore)}
        <NumberField
          label={words.angle}
          value={shape.angle}
          min={-360}
          max={360}
          onChange={turn}
          onDone={onDone}
        />
        <AislesField value={shape.aisles} onChange={(aisles) => change({ aisles })} />
      </Group>
      <PositionFields ids={[id]} at={shape.at} labels={[words.x, words.y]} />
      <NumberingFields
        numbering={shape.numbering}
        rows={shape.rows}
        onChange={(numbering) => change({ numbering })}
      />
    </>
  );
}
