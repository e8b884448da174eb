import { Maximize, Minus, Plus } from 'lucide-react';
import { type Ref, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { CanvasParts } from '../canvas/gestures/gesture.ts';
import { pressKey } from '../canvas/keyboard.ts';
import { listenToPointer } from '../canvas/pointer.ts';
import type { Scene } from '../canvas/scene.ts';
import { Surface } from '../canvas/surface.ts';
import { IconButton } from './parts/buttons.tsx';
import { useShared } from './parts/use-editor.ts';

export interface DrawingProps {
  /** For the parts beside it: jumps, and measurements. */
  partsRef: Ref<CanvasParts | null>;
  /** What of the scene the host says. */
  given?: Partial<Scene>;
  help: string;
  onFrame?: ((milliseconds: number) => void) | undefined;
}

/** The canvas of the drawing, with everything that mouse, touch and keys do on it. */
export function Drawing({ partsRef, given = {}, help, onFrame }: DrawingProps) {
  const { editor, words } = useShared();
  const element = useRef<HTMLDivElement>(null);
  const parts = useRef<CanvasParts | null>(null);
  const latest = useRef({ words, given });
  const helpId = useId();

  useEffect(() => {
    latest.current = { words, given };
    parts.current?.surface.draw();
  });
  useLayoutEffect(() => {
    if (!element.current) return;
    const scene = (): Scene => sceneOf(editor.get(), latest.current);
    const surface = new Surface(element.current, { scene, onFrame });
    const made: CanvasParts = {
      editor,
      surface,
      scene,
      words: () => ({
        section: latest.current.words.section,
        standing: latest.current.words.standing,
        category: `${latest.current.words.category} 1`,
      }),
    };
    parts.current = made;
    const ends = [listenToPointer(element.current, made), editor.subscribe(() => surface.draw())];
    return () => {
      for (const end of ends) end();
      surface.destroy();
      parts.current = null;
    };
  }, [editor, onFrame]);
  useImperativeHandle<CanvasParts | null, CanvasParts | null>(partsRef, () => parts.current);

  return (
    <div className="ce-canvas">
      <div
        ref={element}
        className="ce-surface"
        role="application"
        aria-label={words.drawing}
        aria-describedby={helpId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing takes keys
        tabIndex={0}
        onKeyDown={(event) => {
          if (parts.current && pressKey(parts.current, event.nativeEvent)) event.preventDefault();
        }}
      />
      <p id={helpId} className="ce-hidden">
        {help}
      </p>
      <div className="ce-zoom">
        <IconButton label={words.zoomIn} onClick={() => parts.current?.surface.zoom(1.4)}>
          <Plus aria-hidden="true" size={18} />
        </IconButton>
        <IconButton label={words.zoomOut} onClick={() => parts.current?.surface.zoom(1 / 1.4)}>
          <Minus aria-hidden="true" size={18} />
        </IconButton>
        <IconButton label={words.fit} onClick={() => parts.current?.surface.fitAll()}>
          <Maximize aria-hidden="true" size={18} />
        </IconButton>
      </div>
    </div>
  );
}

function sceneOf(
  state: ReturnType<CanvasParts['editor']['get']>,
  { words, given }: { words: { faultTexts: Record<string, string> }; given: Partial<Scene> },
): Scene {
  return {
    document: state.history.present,
    selected: new Set(state.selected),
    isStageSelected: state.isStageSelected,
    hasHandles: state.tool.kind === 'SELECT',
    faults: state.faults,
    faultText: ({ kind }) => words.faultTexts[kind] ?? '',
    cursor: state.tool.kind === 'MARK' || state.tool.kind === 'LASSO' ? state.cursor : null,
    ...given,
  };
}
