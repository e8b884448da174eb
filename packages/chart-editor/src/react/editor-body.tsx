import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { EditedChart } from '../editor/edited-chart.ts';
import type { ChartDocument } from '../model/document.ts';
import type { Fault } from '../model/faults.ts';
import { marksOf } from '../model/operations/marks.ts';
import { numberInRow, seatsOfSection } from '../model/section-seats.ts';
import { FaultList } from './fault-list.tsx';
import { ChartPanel } from './panel/chart-panel.tsx';
import { SectionPanel } from './panel/section-panel.tsx';
import { useEditorState, useShared } from './parts/use-editor.ts';
import { placesOfSection, SectionList } from './section-list.tsx';
import { ToolBar } from './tool-bar.tsx';
import { TopBar } from './top-bar.tsx';

interface EditorBodyProps {
  name: string;
  onName(name: string): void;
  edited(): EditedChart;
  onSave(chart: EditedChart): Promise<void> | void;
  /** Brings sections onto the screen. */
  show(ids: readonly string[]): void;
  onFit(): void;
  onAdd(shape: 'BLOCK' | 'ARC' | 'STANDING'): void;
  preview(document: ChartDocument): ReactNode;
  drawing: ReactNode;
}

/** The parts around the drawing. */
export function EditorBody(props: EditorBodyProps) {
  const { name, onName, edited, onSave, show, onFit, onAdd, preview, drawing } = props;
  const { editor, words } = useShared();
  const { history, selected } = useEditorState();
  const [isPreview, setPreview] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState('');
  const panelId = useId();
  const panel = useRef<HTMLElement>(null);
  const document = history.present;
  const sections = document.sections.filter(({ id }) => selected.includes(id));
  useSpokenSelection();

  const save = async () => {
    const [fault] = editor.check();
    if (fault) return showFault(fault);
    if (name.trim() === '') {
      setProblem(words.faultTexts.badName);
      window.document.querySelector<HTMLElement>('.ce-name')?.focus();
      return;
    }
    setProblem('');
    setSaving(true);
    const saved = editor.document;
    try {
      await onSave(edited());
      editor.set({ saved });
    } catch {
      setProblem(words.failed);
    } finally {
      setSaving(false);
    }
  };
  const showFault = ({ section }: Fault) => {
    editor.select(section === null ? [] : [section]);
    if (section === null) onFit();
    else show([section]);
    panel.current?.focus();
  };
  return (
    <>
      <TopBar
        {...{ name, onName, isPreview, isSaving }}
        onPreview={setPreview}
        onSave={() => void save()}
        onProblem={setProblem}
        onLoaded={() => {
          setProblem('');
          onFit();
        }}
      />
      {problem !== '' && (
        <p className="ce-problem" role="alert">
          {problem}
        </p>
      )}
      <div className={isPreview ? 'ce-main has-preview' : 'ce-main'}>
        <aside className="ce-left">
          <ToolBar onAdd={onAdd} />
          <SectionList onShow={(id) => show([id])} />
        </aside>
        {drawing}
        {isPreview && preview(document)}
        <section ref={panel} className="ce-panel" aria-labelledby={panelId} tabIndex={-1}>
          <h2 id={panelId} className="ce-hidden">
            {sections.length > 0 ? sections.map((section) => section.name).join(', ') : words.chart}
          </h2>
          {sections.length > 0 ? (
            // Another selection has fields of its own.
            <SectionPanel key={selected.join()} {...{ document, sections }} />
          ) : (
            <ChartPanel document={document} />
          )}
        </section>
      </div>
      <FaultList onShow={showFault} />
    </>
  );
}

/** Says what is selected, and where the keyboard is while seats are marked. */
function useSpokenSelection(): void {
  const { words, announce } = useShared();
  const { history, selected, cursor, tool } = useEditorState();
  const document = history.present;
  const { focus } = document;
  const sections = document.sections.filter(({ id }) => selected.includes(id));
  const [only] = sections;
  const isAtSeat = cursor !== null && (tool.kind === 'MARK' || tool.kind === 'LASSO');
  const text = isAtSeat ? seatText() : selectionText();
  useEffect(() => announce(text), [text, announce]);

  function selectionText(): string {
    if (!only) return '';
    if (sections.length > 1) return words.selectedSections(sections.length);
    return `${only.name}, ${words.places(placesOfSection(only, focus))}`;
  }

  function seatText(): string {
    const section = document.sections.find(({ id }) => id === cursor?.section);
    const row = section && cursor ? seatsOfSection(section, focus).rows[cursor.row] : undefined;
    if (!section || !row || !cursor) return '';
    const marks = marksOf(section);
    return words.seatSpoken({
      section: section.name,
      row: row.row.name,
      number: String(numberInRow(row, cursor.seat)),
      marks: (['accessible', 'companion', 'restrictedView'] as const)
        .filter((mark) => marks[mark][cursor.row]?.includes(cursor.seat))
        .map((mark) => words.marks[mark]),
    });
  }
}
