import '../editor/no-eval.ts';

import type { InputIssue } from '@frontrow/contract/error-codes';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { visibleBox } from '../canvas/camera.ts';
import { addIn } from '../canvas/gestures/draw-shapes.ts';
import type { CanvasParts } from '../canvas/gestures/gesture.ts';
import type { EditedChart } from '../editor/edited-chart.ts';
import { Editor } from '../editor/editor.ts';
import { english } from '../messages/english.ts';
import { korean } from '../messages/korean.ts';
import { compile } from '../model/compile.ts';
import { importChart } from '../model/import/import-chart.ts';
import { pricesOf } from '../model/operations/chart.ts';
import { boxOfSections } from '../model/operations/place.ts';
import { middleOf } from '../model/shape/plane.ts';
import { blankSheet } from '../model/templates/templates.ts';
import { Drawing } from './drawing.tsx';
import './styles/editor.css';
import { EditorBody } from './editor-body.tsx';
import { EditorProvider, type EditorShared } from './parts/use-editor.ts';
import { useEditorKeys } from './parts/use-editor-keys.ts';
import { useIsNarrow } from './parts/use-is-narrow.ts';

const Preview = lazy(async () => ({ default: (await import('./preview.tsx')).Preview }));

export interface ChartEditorProps {
  /** What is shown at first; null: an empty sheet. For another chart give the component another `key`. */
  value: (Pick<EditedChart, 'name' | 'chart'> & { prices?: Record<string, number> }) | null;
  /** ISO 4217 code of the prices. */
  currency: string;
  language: 'en' | 'ko';
  /** Keeps the chart. If it rejects, the chart stays as not saved. */
  onSave(chart: EditedChart): Promise<void> | void;
  /** A moment after each change. */
  onChange?(chart: EditedChart): void;
  /** `details.issues` of a `VALIDATION_FAILED`; they are shown where they belong until the next change. */
  serverFaults?: readonly InputIssue[] | undefined;
  /** How long each frame took to draw, in milliseconds. */
  onFrame?: ((milliseconds: number) => void) | undefined;
}

/** Milliseconds without a change until the host is told of it. */
const CALM = 300;

/** Draws a chart: canvas in the middle, tools left, parameters right, faults below. On a narrow screen it can be looked at. */
export function ChartEditor(props: ChartEditorProps) {
  const { value, currency, language, onSave, onChange, serverFaults, onFrame } = props;
  const words = language === 'ko' ? korean : english;
  const [editor] = useState(
    () => new Editor(value ? importChart(value.chart, value.prices) : blankSheet(words.stage)),
  );
  const [name, setName] = useState(value?.name ?? '');
  const [spoken, setSpoken] = useState('');
  const shared = useMemo<EditorShared>(
    () => ({ editor, words, currency, announce: setSpoken }),
    [editor, words, currency],
  );
  const isNarrow = useIsNarrow();
  const parts = useRef<CanvasParts | null>(null);

  useEffect(() => editor.showServerFaults(serverFaults ?? []), [editor, serverFaults]);
  const edited = useCallback(
    (): EditedChart => ({
      name: name.trim(),
      chart: compile(editor.document),
      prices: pricesOf(editor.document),
    }),
    [editor, name],
  );
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    let before = editor.document;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = editor.subscribe(() => {
      if (editor.document === before) return;
      before = editor.document;
      clearTimeout(timer);
      timer = setTimeout(() => tell.current?.(edited()), CALM);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [editor, edited]);

  const show = useCallback(
    (ids: readonly string[]) => {
      const box = boxOfSections(editor.document, ids);
      if (box) parts.current?.surface.show(box);
    },
    [editor],
  );
  const onKeyDown = useEditorKeys(editor);
  if (isNarrow) {
    return (
      <EditorProvider value={shared}>
        <div className="ce is-narrow">
          <p className="ce-read-only">
            <b>{name}</b>
            {words.readOnly}
          </p>
          <Suspense>
            <Preview document={editor.document} />
          </Suspense>
        </div>
      </EditorProvider>
    );
  }
  return (
    <EditorProvider value={shared}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: undo and redo, wherever the focus is */}
      <div className="ce" onKeyDown={onKeyDown}>
        <EditorBody
          {...{ name, edited, onSave, show }}
          onName={setName}
          onFit={() => parts.current?.surface.fitAll()}
          onAdd={(shape) => {
            const { current } = parts;
            if (!current) return;
            const [x, y] = middleOf(visibleBox(current.surface.camera));
            addIn(current, shape, [x, y, x, y]);
            const added = editor.document.sections.at(-1);
            if (added) setSpoken(words.addedSpoken(added.name));
          }}
          preview={(document) => (
            <Suspense fallback={<div className="ce-preview" />}>
              <Preview document={document} />
            </Suspense>
          )}
          drawing={<Drawing partsRef={parts} help={words.help} onFrame={onFrame} />}
        />
        <div className="ce-hidden" role="status">
          {spoken}
        </div>
      </div>
    </EditorProvider>
  );
}
