import type { ChartDocument } from '../../model/document.ts';
import { setFrame } from '../../model/operations/chart.ts';
import { rectangle } from '../../model/templates/parts.ts';
import { CheckField, Group, NumberField, TextField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';
import { CategoryFields } from './category-fields.tsx';

/** What belongs to the drawing as a whole. */
export function ChartPanel({ document }: { document: ChartDocument }) {
  const { editor, words } = useShared();
  const { width, height, focus, stage } = document;
  const set = (given: Parameters<typeof setFrame>[1], field: string) =>
    editor.change((now) => setFrame(now, given), field);
  const onDone = () => editor.endStep();
  const lookAt = (axis: 0 | 1, value: number) =>
    set({ focus: axis === 0 ? [value, focus[1]] : [focus[0], value] }, `focus ${axis}`);
  return (
    <>
      <CategoryFields document={document} />
      <Group title={words.chart}>
        <NumberField
          label={words.width}
          value={width}
          min={1}
          max={65_535}
          step={100}
          onChange={(value) => set({ width: Math.round(value) }, 'width')}
          onDone={onDone}
        />
        <NumberField
          label={words.height}
          value={height}
          min={1}
          max={65_535}
          step={100}
          onChange={(value) => set({ height: Math.round(value) }, 'height')}
          onDone={onDone}
        />
      </Group>
      <Group title={words.focus}>
        <NumberField label="x" value={focus[0]} onChange={(x) => lookAt(0, x)} onDone={onDone} />
        <NumberField label="y" value={focus[1]} onChange={(y) => lookAt(1, y)} onDone={onDone} />
      </Group>
      <Group title={words.stage}>
        <CheckField
          label={words.hasStage}
          value={stage !== null}
          onChange={(isShown) =>
            editor.change((now) =>
              setFrame(now, { stage: isShown ? plainStage(now, words.stage) : null }),
            )
          }
        />
        {stage && (
          <TextField
            label={words.label}
            value={stage.label}
            isValid={(text) => text.trim() !== ''}
            onChange={(label) => set({ stage: { ...stage, label } }, 'label of the stage')}
            onDone={onDone}
            isWide
          />
        )}
        {stage?.outline.map(([x, y], corner) =>
          [x, y].map((value, axis) => (
            <NumberField
              key={`${corner} ${axis}`}
              label={`${words.corner(corner + 1)}, ${axis === 0 ? 'x' : 'y'}`}
              value={value}
              onChange={(next) => {
                const to: [number, number] = axis === 0 ? [next, y] : [x, next];
                const outline = stage.outline.with(corner, to);
                set({ stage: { ...stage, outline } }, `corner ${corner} ${axis} of the stage`);
              }}
              onDone={onDone}
            />
          )),
        )}
      </Group>
    </>
  );
}

/** A stage above the focus. */
function plainStage({ focus: [x, y] }: ChartDocument, label: string) {
  const [left, top] = [Math.max(0, x - 350), Math.max(0, y - 140)];
  return { outline: rectangle([left, top], [x + 350, Math.max(top + 40, y)]), label };
}
