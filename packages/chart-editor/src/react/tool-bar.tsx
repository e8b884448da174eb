import {
  Accessibility,
  Armchair,
  Eraser,
  EyeOff,
  Hand,
  MousePointer2,
  Rainbow,
  SquareDashed,
  UserPlus,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isSameTool, type Tool } from '../editor/tools.ts';
import type { Words } from '../messages/words.ts';
import { EditorButton } from './parts/buttons.tsx';
import { useEditorState, useShared } from './parts/use-editor.ts';

interface Item {
  tool: Tool;
  text: (words: Words) => string;
  icon: ReactNode;
}

const SIZE = 18;
const GROUPS: readonly { title: (words: Words) => string; items: readonly Item[] }[] = [
  {
    title: (words) => words.tools,
    items: [
      {
        tool: { kind: 'SELECT' },
        text: (words) => words.select,
        icon: <MousePointer2 size={SIZE} />,
      },
      { tool: { kind: 'HAND' }, text: (words) => words.hand, icon: <Hand size={SIZE} /> },
    ],
  },
  {
    title: (words) => words.add,
    items: [
      {
        tool: { kind: 'ADD', shape: 'BLOCK' },
        text: (words) => words.addBlock,
        icon: <Armchair size={SIZE} />,
      },
      {
        tool: { kind: 'ADD', shape: 'ARC' },
        text: (words) => words.addArc,
        icon: <Rainbow size={SIZE} />,
      },
      {
        tool: { kind: 'ADD', shape: 'STANDING' },
        text: (words) => words.addStanding,
        icon: <SquareDashed size={SIZE} />,
      },
    ],
  },
  {
    title: (words) => words.mark,
    items: [
      {
        tool: { kind: 'MARK', mark: 'accessible' },
        text: (words) => words.marks.accessible,
        icon: <Accessibility size={SIZE} />,
      },
      {
        tool: { kind: 'MARK', mark: 'companion' },
        text: (words) => words.marks.companion,
        icon: <UserPlus size={SIZE} />,
      },
      {
        tool: { kind: 'MARK', mark: 'restrictedView' },
        text: (words) => words.marks.restrictedView,
        icon: <EyeOff size={SIZE} />,
      },
      {
        tool: { kind: 'MARK', mark: null },
        text: (words) => words.clearMarks,
        icon: <Eraser size={SIZE} />,
      },
    ],
  },
];

/** What a press on the drawing does. One stop of the Tab key; arrows go from tool to tool. */
export function ToolBar({ onAdd }: { onAdd(shape: 'BLOCK' | 'ARC' | 'STANDING'): void }) {
  const { editor, words } = useShared();
  const { tool } = useEditorState();
  const all = GROUPS.flatMap(({ items }) => items);
  const [at, setAt] = useState(0);
  return (
    <div
      role="toolbar"
      aria-label={words.tools}
      aria-orientation="vertical"
      className="ce-tools"
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = (at + step + all.length) % all.length;
        setAt(next);
        event.currentTarget.querySelectorAll('button')[next]?.focus();
      }}
    >
      {GROUPS.map(({ title, items }) => (
        <div key={title(words)} className="ce-tool-group">
          <h2>{title(words)}</h2>
          {items.map((item) => {
            const index = all.indexOf(item);
            return (
              <EditorButton
                key={index}
                kind="tool"
                tabIndex={index === at ? 0 : -1}
                aria-pressed={isSameTool(tool, item.tool)}
                onFocus={() => setAt(index)}
                onClick={({ detail }) => {
                  // By the keyboard: there is no point where it could be drawn.
                  if (item.tool.kind === 'ADD' && detail === 0) onAdd(item.tool.shape);
                  else editor.set({ tool: item.tool });
                }}
              >
                <span aria-hidden="true" className="ce-icon">
                  {item.icon}
                </span>
                {item.text(words)}
              </EditorButton>
            );
          })}
        </div>
      ))}
    </div>
  );
}
