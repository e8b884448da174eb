import { isOnStage, sectionAt } from '../find.ts';
import { handleAt, handlesOf } from '../handles.ts';
import { dragCorner, dragSections, dragStage, turnSelected } from './change-sections.ts';
import { addSection, chooseInside, markInside, selectInside } from './draw-shapes.ts';
import type { CanvasParts, Gesture, PressAt } from './gesture.ts';
import { REACH } from './gesture.ts';

/** What a press begins, by the tool and by what is at the point; null: it moves the sheet. */
export function begin(parts: CanvasParts, at: PressAt): Gesture | null {
  const { tool } = parts.editor.get();
  if (tool.kind === 'HAND') return null;
  if (tool.kind === 'ADD') return addSection(parts, tool.shape, at);
  if (tool.kind === 'MARK') return markInside(parts, tool.mark);
  if (tool.kind === 'LASSO') return chooseInside(parts, at);
  return select(parts, at);
}

function select(parts: CanvasParts, at: PressAt): Gesture {
  const { editor, surface, scene } = parts;
  const handles = handlesOf(scene(), surface.camera);
  const handle = handleAt(handles, at.screen);
  if (handles && handle?.kind === 'TURN') return turnSelected(parts, handles.middle);
  if (handle?.kind === 'CORNER') return dragCorner(parts, handle.corner);
  const { selected } = editor.get();
  const id = sectionAt(editor.document, at.chart, REACH / surface.camera.scale);
  if (id !== null) {
    if (at.isShift) {
      editor.select(
        selected.includes(id) ? selected.filter((each) => each !== id) : [...selected, id],
      );
    } else if (!selected.includes(id)) editor.select([id]);
    return dragSections(parts, at);
  }
  if (isOnStage(editor.document, at.chart)) {
    editor.set({ selected: [], isStageSelected: true });
    return dragStage(parts, at);
  }
  return selectInside(parts, at);
}
