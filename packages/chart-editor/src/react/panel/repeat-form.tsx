import { useState } from 'react';
import { type ChartDocument, isArc, type Section } from '../../model/document.ts';
import { boxOfSections, repeatSections } from '../../model/operations/place.ts';
import { EditorButton } from '../parts/buttons.tsx';
import { Group, NumberField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';

/** Copies of what is selected, each further than the one before; rings go on around their centre. */
export function RepeatForm({
  document,
  sections,
}: {
  document: ChartDocument;
  sections: readonly Section[];
}) {
  const { editor, words, announce } = useShared();
  const ids = sections.map(({ id }) => id);
  const box = boxOfSections(document, ids);
  const [arc] = sections.filter(isArc);
  const [times, setTimes] = useState(1);
  const [byX, setX] = useState<number | null>(null);
  const [byY, setY] = useState<number | null>(null);
  const [byTurn, setTurn] = useState<number | null>(null);
  // Side by side at first; a ring goes on where it ends.
  const width = box ? Math.ceil((box[2] - box[0] + 20) / 10) * 10 : 0;
  const x = byX ?? (arc ? 0 : width);
  const y = byY ?? 0;
  const degrees = byTurn ?? (arc ? -arc.shape.turn : 0);
  const add = () => {
    const around = arc?.shape.centre ?? document.focus;
    let copies: string[] = [];
    editor.change((now) => {
      const turn = degrees === 0 ? {} : { turn: { degrees, around } };
      const repeated = repeatSections(now, ids, { times, by: [x, y], ...turn });
      copies = repeated.ids;
      return repeated.document;
    });
    editor.select([...ids, ...copies]);
    const added = editor.document.sections.find(({ id }) => id === copies.at(-1));
    if (added) announce(words.addedSpoken(added.name));
  };
  return (
    <Group title={words.repeat}>
      <NumberField label={words.times} value={times} min={1} max={200} onChange={setTimes} />
      <NumberField label={words.byTurn} value={degrees} min={-360} max={360} onChange={setTurn} />
      <NumberField label={words.byX} value={x} onChange={setX} />
      <NumberField label={words.byY} value={y} onChange={setY} />
      <div className="ce-buttons">
        <EditorButton onClick={add}>{words.repeatNow(times)}</EditorButton>
      </div>
    </Group>
  );
}
