import { CircleAlert, CircleCheck } from 'lucide-react';
import type { Words } from '../messages/words.ts';
import type { ChartDocument } from '../model/document.ts';
import type { Fault } from '../model/faults.ts';
import { seatsOfSection } from '../model/section-seats.ts';
import { useEditorState, useShared } from './parts/use-editor.ts';
import { placesOfSection } from './section-list.tsx';

/** Everything that the server would refuse, in words. Each goes to its place. */
export function FaultList({ onShow }: { onShow(fault: Fault): void }) {
  const { words } = useShared();
  const { faults, history } = useEditorState();
  const { sections, focus } = history.present;
  const places = sections.reduce((sum, section) => sum + placesOfSection(section, focus), 0);
  return (
    <section className="ce-faults" aria-label={words.faults(faults.length)}>
      <p className={faults.length > 0 ? 'is-bad' : ''}>
        {faults.length > 0 ? (
          <CircleAlert aria-hidden="true" size={16} />
        ) : (
          <CircleCheck aria-hidden="true" size={16} />
        )}
        {faults.length > 0 ? words.faults(faults.length) : words.noFaults}
      </p>
      {faults.length > 0 && (
        <ul>
          {faults.map((fault, index) => (
            <li key={index}>
              <button type="button" onClick={() => onShow(fault)}>
                {words.faultAt(
                  placeOf(fault, history.present, words),
                  words.faultTexts[fault.kind] +
                    (fault.kind === 'other' ? `: ${fault.message}` : ''),
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      <span>{words.places(places)}</span>
    </section>
  );
}

function placeOf(fault: Fault, document: ChartDocument, words: Words): string {
  const section = document.sections.find(({ id }) => id === fault.section);
  if (!section) return words.wholeDrawing;
  const row =
    fault.row === null ? undefined : seatsOfSection(section, document.focus).rows[fault.row];
  return row ? words.rowOf(section.name, row.row.name) : section.name;
}
