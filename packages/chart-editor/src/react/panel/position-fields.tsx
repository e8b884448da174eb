import type { Point } from '@frontrow/contract/chart/geometry';
import { moveSections } from '../../model/operations/place.ts';
import { Group, NumberField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';

export interface PositionFieldsProps {
  /** The sections, which move together. */
  ids: readonly string[];
  /** The point of them that the fields say. */
  at: Point;
  /** The names of the two fields. */
  labels: readonly [string, string];
}

/** Where sections stand. */
export function PositionFields({ ids, at, labels }: PositionFieldsProps) {
  const { editor, words } = useShared();
  const move = (axis: 0 | 1, value: number) => {
    const by: [number, number] = [0, 0];
    by[axis] = value - at[axis];
    editor.change((now) => moveSections(now, ids, by), `place ${axis} of ${ids}`);
  };
  return (
    <Group title={words.position}>
      {([0, 1] as const).map((axis) => (
        <NumberField
          key={axis}
          label={labels[axis]}
          value={at[axis]}
          onChange={(value) => move(axis, value)}
          onDone={() => editor.endStep()}
        />
      ))}
    </Group>
  );
}
