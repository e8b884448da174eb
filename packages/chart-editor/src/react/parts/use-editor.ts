import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Editor, EditorState } from '../../editor/editor.ts';
import { english } from '../../messages/english.ts';
import type { Words } from '../../messages/words.ts';

export interface EditorShared {
  editor: Editor;
  words: Words;
  currency: string;
  /** What is spoken to whoever does not see the drawing. */
  announce: (text: string) => void;
}

const context = createContext<EditorShared | null>(null);
export const EditorProvider = context.Provider;

export function useShared(): EditorShared {
  const shared = useContext(context);
  if (!shared) throw new Error('It has to stand inside a chart editor');
  return shared;
}

export const useWords = (): Words => useContext(context)?.words ?? english;

/** The state of the editor; while something is dragged it follows a few times a second. */
export function useEditorState(): EditorState {
  const { editor } = useShared();
  return useSyncExternalStore(editor.subscribeFields, editor.getForFields, editor.getForFields);
}
