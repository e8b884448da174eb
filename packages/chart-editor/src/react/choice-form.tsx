import { useState } from 'react';
import type { ChartDocument } from '../model/document.ts';
import type { SeatRef } from '../model/operations/marks.ts';
import { numberInRow, seatsOfSection } from '../model/section-seats.ts';
import { EditorButton } from './parts/buttons.tsx';
import { ChoiceField, Group } from './parts/fields.tsx';
import { useShared } from './parts/use-editor.ts';

/** Seats by section, row and number, for who does not draw. */
export function ChoiceForm({ document }: { document: ChartDocument }) {
  const { editor, words } = useShared();
  const seated = document.sections.filter(
    (section) => seatsOfSection(section, document.focus).count > 0,
  );
  const [id, setId] = useState(seated[0]?.id ?? '');
  const [row, setRow] = useState(0);
  const [from, setFrom] = useState(0);
  // Until it is chosen: the last seat of the row.
  const [to, setTo] = useState(Number.MAX_SAFE_INTEGER);
  const section = seated.find((each) => each.id === id) ?? seated[0];
  if (!section) return null;
  const { rows } = seatsOfSection(section, document.focus);
  const shown = rows[Math.min(row, rows.length - 1)];
  const count = shown?.row.count ?? 0;
  const seats = Array.from({ length: count }, (_, seat) => ({
    value: String(seat),
    text: shown ? String(numberInRow(shown, seat)) : '',
  }));
  const add = (more: readonly SeatRef[]) => {
    const { seats: before } = editor.get();
    const keys = new Set(before.map((seat) => JSON.stringify(seat)));
    editor.set({ seats: [...before, ...more.filter((seat) => !keys.has(JSON.stringify(seat)))] });
  };
  const seatsOfRow = (index: number, first: number, last: number): SeatRef[] =>
    Array.from({ length: last - first + 1 }, (_, n) => ({
      section: section.id,
      row: index,
      seat: first + n,
    }));
  return (
    <Group title={words.seatChoice}>
      <ChoiceField
        label={words.section}
        value={section.id}
        options={seated.map(({ id: value, name }) => ({ value, text: name }))}
        onChange={(value) => {
          setId(value);
          setRow(0);
          setFrom(0);
          setTo(Number.MAX_SAFE_INTEGER);
        }}
      />
      <ChoiceField
        label={words.row}
        value={String(Math.min(row, rows.length - 1))}
        options={rows.map(({ row: { name } }, index) => ({ value: String(index), text: name }))}
        onChange={(value) => {
          setRow(Number(value));
          setFrom(0);
          setTo(Number.MAX_SAFE_INTEGER);
        }}
      />
      <ChoiceField
        label={words.fromSeat}
        value={String(Math.min(from, count - 1))}
        options={seats}
        onChange={(value) => setFrom(Number(value))}
      />
      <ChoiceField
        label={words.toSeat}
        value={String(Math.min(to, count - 1))}
        options={seats}
        onChange={(value) => setTo(Number(value))}
      />
      <div className="ce-buttons">
        <EditorButton
          onClick={() =>
            add(seatsOfRow(row, Math.min(from, to), Math.min(count - 1, Math.max(from, to))))
          }
        >
          {words.addSeats}
        </EditorButton>
        <EditorButton
          onClick={() =>
            add(rows.flatMap((each, index) => seatsOfRow(index, 0, each.row.count - 1)))
          }
        >
          {words.wholeSection}
        </EditorButton>
      </div>
    </Group>
  );
}
