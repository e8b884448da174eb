import { useState } from 'react';
import type { DrawnRow, DrawnShape, Section } from '../../model/document.ts';
import { changeSections } from '../../model/operations/sections.ts';
import { ChoiceField, Group, NumberField, TextField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';
import { readNumbers } from './aisles-field.tsx';

const LISTS = ['aisleAfter', 'accessible', 'companion', 'restrictedView'] as const;

/** Rows one by one: each with fields of its own. */
export function DrawnFields({ id, shape }: { id: string; shape: DrawnShape }) {
  const { editor, words } = useShared();
  const [chosen, setChosen] = useState(0);
  const index = Math.min(chosen, shape.rows.length - 1);
  const row = shape.rows[index];
  if (!row) return null;
  const change = (given: Partial<DrawnRow>) =>
    editor.change(
      (now) => changeSections(now, [id], (section) => withRow(section, index, given)),
      `${Object.keys(given).join()} of row ${index} of ${id}`,
    );
  const onDone = () => editor.endStep();
  const number = (
    name: 'count' | 'bow' | 'first' | 'step',
    label: string,
    bounds: { min?: number; max?: number },
  ) => (
    <NumberField
      label={label}
      value={row[name]}
      {...bounds}
      onChange={(value) => change({ [name]: value })}
      onDone={onDone}
    />
  );
  const point = (name: 'start' | 'end', axis: 0 | 1, label: string) => (
    <NumberField
      label={label}
      value={row[name][axis]}
      onChange={(value) =>
        change({ [name]: axis === 0 ? [value, row[name][1]] : [row[name][0], value] })
      }
      onDone={onDone}
    />
  );
  const titles = { aisleAfter: words.aisles, ...words.marks };
  return (
    <>
      <Group title={words.row}>
        <ChoiceField
          label={words.row}
          value={String(index)}
          options={shape.rows.map(({ name }, at) => ({ value: String(at), text: name }))}
          onChange={(value) => setChosen(Number(value))}
        />
        <TextField
          label={words.rowName}
          value={row.name}
          isValid={(text) => text.trim() !== ''}
          onChange={(name) => change({ name })}
          onDone={onDone}
        />
        {number('count', words.seats, { min: 1, max: 1_000 })}
        {number('bow', words.curve, { min: -60_000, max: 60_000 })}
        {point('start', 0, words.startX)}
        {point('start', 1, words.startY)}
        {point('end', 0, words.endX)}
        {point('end', 1, words.endY)}
        {number('first', words.firstSeat, { min: 0, max: 100_000 })}
        {number('step', words.step, { min: -100, max: 100 })}
      </Group>
      <Group title={words.seatNumbers}>
        {LISTS.map((list) => (
          <TextField
            key={list}
            label={titles[list]}
            value={row[list].join(', ')}
            isValid={(text) => readNumbers(text) !== null}
            onChange={(text) => change({ [list]: readNumbers(text) ?? [] })}
            onDone={onDone}
            isWide
          />
        ))}
      </Group>
    </>
  );
}

function withRow(section: Section, index: number, given: Partial<DrawnRow>): Section {
  if (section.shape.kind !== 'DRAWN') return section;
  const rows = section.shape.rows.map((row, at) => (at === index ? { ...row, ...given } : row));
  return { ...section, shape: { ...section.shape, rows } };
}
