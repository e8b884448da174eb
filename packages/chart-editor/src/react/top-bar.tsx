import { Eye, Redo2, Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { exportJson, importJson } from '../model/json.ts';
import { pricesOf } from '../model/operations/chart.ts';
import { blankSheet, TEMPLATES, type Template, templates } from '../model/templates/templates.ts';
import { EditorButton, IconButton } from './parts/buttons.tsx';
import { useEditorState, useShared } from './parts/use-editor.ts';

export interface TopBarProps {
  name: string;
  onName(name: string): void;
  isPreview: boolean;
  onPreview(isPreview: boolean): void;
  isSaving: boolean;
  onSave(): void;
  onProblem(text: string): void;
  /** After another document was loaded. */
  onLoaded(): void;
}

/** The name, and what is done with the chart as a whole. */
export function TopBar(props: TopBarProps) {
  const { name, onName, isPreview, onPreview, isSaving, onSave, onProblem, onLoaded } = props;
  const { editor, words } = useShared();
  const { history, saved } = useEditorState();
  const file = useRef<HTMLInputElement>(null);

  const readFile = async (chosen: File | undefined) => {
    if (!chosen) return;
    const { document, issues } = importJson(await chosen.text(), pricesOf(editor.document));
    if (document) {
      editor.load(document);
      onLoaded();
      return;
    }
    const [issue] = issues;
    onProblem(words.notRead(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim()));
  };
  const isChanged = saved !== history.present;
  return (
    <header className="ce-bar">
      <input
        className="ce-name"
        aria-label={words.chartName}
        placeholder={words.chartName}
        value={name}
        maxLength={200}
        onChange={({ target }) => onName(target.value)}
      />
      <IconButton
        label={words.undo}
        disabled={history.past.length === 0}
        onClick={() => editor.undo()}
      >
        <Undo2 aria-hidden="true" size={18} />
      </IconButton>
      <IconButton
        label={words.redo}
        disabled={history.future.length === 0}
        onClick={() => editor.redo()}
      >
        <Redo2 aria-hidden="true" size={18} />
      </IconButton>
      <span className="ce-rule" />
      <select
        className="ce-input ce-menu"
        aria-label={words.newChart}
        value=""
        onChange={({ target }) => {
          const template = target.value as Template;
          editor.load(template === 'blank' ? blankSheet(words.stage) : templates[template]());
          onLoaded();
        }}
      >
        <option value="" disabled hidden>
          {words.newChart}
        </option>
        {TEMPLATES.map((template) => (
          <option key={template} value={template}>
            {words.templates[template]}
          </option>
        ))}
      </select>
      <EditorButton onClick={() => file.current?.click()}>{words.importFile}</EditorButton>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        aria-label={words.importFile}
        hidden
        onChange={({ target }) => {
          void readFile(target.files?.[0]);
          target.value = '';
        }}
      />
      <EditorButton onClick={() => download(exportJson(editor.document), name)}>
        {words.exportFile}
      </EditorButton>
      <EditorButton aria-pressed={isPreview} onClick={() => onPreview(!isPreview)}>
        <Eye aria-hidden="true" size={18} />
        {words.preview}
      </EditorButton>
      <span className={isChanged ? 'ce-state is-changed' : 'ce-state'}>
        {isSaving ? words.saving : isChanged ? words.unsaved : ''}
      </span>
      <EditorButton kind="primary" disabled={isSaving} onClick={onSave}>
        {words.save}
      </EditorButton>
    </header>
  );
}

/** Gives a text to the browser as a file. */
function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.trim().replace(/[^\p{L}\p{N}]+/gu, '-') || 'chart'}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
