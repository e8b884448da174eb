import type { Numbering } from '../../model/document.ts';
import { indexOfLetters, nameOfRow } from '../../model/shape/numbering.ts';
import { CheckField, ChoiceField, Group, NumberField, TextField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';

export interface NumberingFieldsProps {
  numbering: Numbering;
  rows: number;
  onChange(numbering: Numbering): void;
}

/** What rows are called and what stands on their seats. */
export function NumberingFields({ numbering, rows, onChange }: NumberingFieldsProps) {
  const { editor, words } = useShared();
  const set = (given: Partial<Numbering>) => onChange({ ...numbering, ...given });
  const onDone = () => editor.endStep();
  const first = nameOfRow({ ...numbering, isFromBack: false }, 0, rows);
  return (
    <Group title={words.numbering}>
      <ChoiceField
        label={words.rowNames}
        value={numbering.rowNames}
        options={[
          { value: 'LETTERS', text: words.letters },
          { value: 'NUMBERS', text: words.numbers },
        ]}
        onChange={(rowNames) => set({ rowNames, firstRow: 0 })}
      />
      <TextField
        label={words.firstRow}
        value={first}
        isValid={(text) => indexOfName(text, numbering) !== null}
        onChange={(text) => set({ firstRow: indexOfName(text, numbering) ?? 0 })}
        onDone={onDone}
      />
      <NumberField
        label={words.firstSeat}
        value={numbering.firstSeat}
        min={0}
        max={100_000}
        onChange={(firstSeat) => set({ firstSeat })}
        onDone={onDone}
      />
      <NumberField
        label={words.step}
        value={numbering.step}
        min={-100}
        max={100}
        onChange={(step) => step !== 0 && set({ step })}
        onDone={onDone}
      />
      <CheckField
        label={words.isFromBack}
        value={numbering.isFromBack}
        onChange={(isFromBack) => set({ isFromBack })}
      />
      <CheckField
        label={words.isFromRight}
        value={numbering.isFromRight}
        onChange={(isFromRight) => set({ isFromRight })}
      />
    </Group>
  );
}

function indexOfName(text: string, { rowNames }: Numbering): number | null {
  if (rowNames === 'NUMBERS') return /^[1-9]\d{0,3}$/.test(text) ? Number(text) - 1 : null;
  const index = indexOfLetters(text.trim().toUpperCase());
  return index < 0 ? null : index;
}
