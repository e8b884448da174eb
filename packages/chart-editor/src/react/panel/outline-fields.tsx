import type { ChartDocument, Section } from '../../model/document.ts';
import { cornersOf, moveCorner, setOutline } from '../../model/operations/shape.ts';
import { seatsOfSection } from '../../model/section-seats.ts';
import { rectangle } from '../../model/templates/parts.ts';
import { ChoiceField, Group, NumberField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';

type Kind = 'NONE' | 'AROUND' | 'CORNERS' | 'RECTANGLE';

/** The shape around a section. Its corners can be dragged on the drawing, or typed here. */
export function OutlineFields({
  document,
  section,
}: {
  document: ChartDocument;
  section: Section;
}) {
  const { editor, words } = useShared();
  const { outline, shape } = section;
  const kind: Kind = outline === null ? 'NONE' : outline === 'AROUND' ? 'AROUND' : 'CORNERS';
  const kinds: Kind[] =
    shape.kind === 'STANDING'
      ? ['CORNERS', 'RECTANGLE', 'NONE']
      : ['AROUND', 'CORNERS', 'RECTANGLE', 'NONE'];
  const choose = (next: Kind) =>
    editor.change((now) => {
      const corners = cornersOf(now, section) ?? boxOf(now, section);
      const own = { CORNERS: corners, RECTANGLE: boxOf(now, section) };
      const chosen = { NONE: null, AROUND: 'AROUND', ...own } as const;
      return setOutline(now, [section.id], chosen[next]);
    });
  const corners = kind === 'CORNERS' ? (cornersOf(document, section) ?? []) : [];
  const move = (corner: number, axis: 0 | 1, value: number) =>
    editor.change((now) => {
      const [x, y] = corners[corner] ?? [0, 0];
      const to: [number, number] = axis === 0 ? [value, y] : [x, value];
      return moveCorner(now, section.id, { corner, to });
    }, `corner ${corner} ${axis} of ${section.id}`);
  return (
    <Group title={words.outline}>
      <ChoiceField
        label={words.outline}
        value={kind}
        options={kinds.map((value) => ({ value, text: words.outlines[value] }))}
        onChange={choose}
        isWide
      />
      {corners.length <= 12 &&
        corners.flatMap(([x, y], corner) =>
          [x, y].map((value, axis) => (
            <NumberField
              key={`${corner} ${axis}`}
              label={`${words.corner(corner + 1)}, ${axis === 0 ? 'x' : 'y'}`}
              value={value}
              onChange={(next) => move(corner, axis === 0 ? 0 : 1, next)}
              onDone={() => editor.endStep()}
            />
          )),
        )}
    </Group>
  );
}

/** A rectangle around the seats; in the middle of the drawing if there are none. */
function boxOf(document: ChartDocument, section: Section) {
  const { box, pitch } = seatsOfSection(section, document.focus);
  const { width, height } = document;
  if (!box) return rectangle([width * 0.3, height * 0.4], [width * 0.7, height * 0.6]);
  return rectangle([box[0] - pitch, box[1] - pitch], [box[2] + pitch, box[3] + pitch]);
}
