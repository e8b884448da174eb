import type { KeyboardEvent } from 'react';
import type { Editor } from '../../editor/editor.ts';

/** Undo and redo by keys, but not while a text is typed: there they are the text's own. */
export function useEditorKeys(editor: Editor): (event: KeyboardEvent) => void {
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || isText(event.target)) return;
    const key = event.key.toLowerCase();
    const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
    if (!isRedo && key !== 'z') return;
    event.preventDefault();
    if (isRedo) editor.redo();
    else editor.undo();
  };
}

const isText = (target: EventTarget): boolean =>
  target instanceof HTMLInputElement && target.type === 'text';
