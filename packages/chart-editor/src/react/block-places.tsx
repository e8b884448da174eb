import '../editor/no-eval.ts';

import type { Drawing as Chart } from '@frontrow/contract/chart/drawing';
import { Hand, Lasso } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CanvasParts } from '../canvas/gestures/gesture.ts';
import { BLOCKED, CHOSEN, HELD, SOLD } from '../canvas/layers/glyphs.ts';
import type { Theme } from '../canvas/layers/theme.ts';
import type { Scene } from '../canvas/scene.ts';
import { Editor } from '../editor/editor.ts';
import { english } from '../messages/english.ts';
import { korean } from '../messages/korean.ts';
import { importChart } from '../model/import/import-chart.ts';
import { placesByNumber } from '../model/place-numbers.ts';
import { ChoiceForm } from './choice-form.tsx';
import { Drawing } from './drawing.tsx';
import './styles/editor.css';
import { EditorButton, IconButton } from './parts/buttons.tsx';
import { Group, NumberField } from './parts/fields.tsx';
import {
  EditorProvider,
  type EditorShared,
  useEditorState,
  useShared,
} from './parts/use-editor.ts';

/** The input of `admin.blockPlaces` and `admin.unblockPlaces`, without the date. */
export interface PlacesToBlock {
  places?: number[];
  general?: { section: string; quantity: number }[];
}

export interface BlockPlacesProps {
  /** The chart of the date. */
  chart: Chart;
  /** A letter for each place, as `concert.availability` has it. Without it every place counts as on sale. */
  places?: string | undefined;
  language: 'en' | 'ko';
  /** Take places off sale, or put them back: the answer says how many were changed and how many were not. */
  onBlock(places: PlacesToBlock): Promise<{ changed: number; skipped: number }>;
  onUnblock(places: PlacesToBlock): Promise<{ changed: number; skipped: number }>;
}

/** Takes places of a date off sale and puts them back: by a lasso, by presses, by keys, or from a list. */
export function BlockPlaces(props: BlockPlacesProps) {
  const { chart, language } = props;
  const [editor] = useState(() => {
    const made = new Editor(importChart(chart));
    made.set({ tool: { kind: 'LASSO' } });
    return made;
  });
  const [spoken, setSpoken] = useState('');
  const words = language === 'ko' ? korean : english;
  const shared = useMemo<EditorShared>(
    () => ({ editor, words, currency: '', announce: setSpoken }),
    [editor, words],
  );
  return (
    <EditorProvider value={shared}>
      <div className="ce">
        <Body {...props} />
        <div className="ce-hidden" role="status">
          {spoken}
        </div>
      </div>
    </EditorProvider>
  );
}

function Body({ places: letters, onBlock, onUnblock }: BlockPlacesProps) {
  const { editor, words, announce } = useShared();
  const { history, seats, tool } = useEditorState();
  const parts = useRef<CanvasParts | null>(null);
  const [result, setResult] = useState('');
  const [isBusy, setBusy] = useState(false);
  const document = history.present;
  const numbers = useMemo(() => placesByNumber(document), [document]);
  const chosen = useMemo(
    () => seats.map((seat) => numbers.placeOf(seat)).sort((a, b) => a - b),
    [seats, numbers],
  );
  const given = useMemo(() => lookOf({ numbers, letters, chosen }), [numbers, letters, chosen]);
  const stateOf = (place: number) => letters?.[place] ?? 'A';
  const free = chosen.filter((place) => stateOf(place) === 'A');
  const blocked = chosen.filter((place) => stateOf(place) === 'B');
  useEffect(() => announce(words.chosen(chosen.length)), [announce, words, chosen.length]);

  const run = async (call: BlockPlacesProps['onBlock'], input: PlacesToBlock) => {
    setBusy(true);
    try {
      const { changed, skipped } = await call(input);
      setResult(words.changed(changed, skipped));
      editor.set({ seats: [] });
    } catch {
      setResult(words.failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="ce-main ce-block">
      <Drawing partsRef={parts} given={given} help={words.blockHelp} />
      <section className="ce-panel" aria-label={words.blockTitle}>
        <h2 className="ce-title">{words.blockTitle}</h2>
        <div className="ce-buttons">
          <IconButton
            label={words.lasso}
            aria-pressed={tool.kind === 'LASSO'}
            onClick={() => editor.set({ tool: { kind: 'LASSO' } })}
          >
            <Lasso aria-hidden="true" size={18} />
          </IconButton>
          <IconButton
            label={words.hand}
            aria-pressed={tool.kind === 'HAND'}
            onClick={() => editor.set({ tool: { kind: 'HAND' } })}
          >
            <Hand aria-hidden="true" size={18} />
          </IconButton>
          <EditorButton disabled={chosen.length === 0} onClick={() => editor.set({ seats: [] })}>
            {words.chooseNone}
          </EditorButton>
        </div>
        <p className="ce-chosen">{words.chosen(chosen.length)}</p>
        <div className="ce-buttons is-stacked">
          <EditorButton
            kind="primary"
            disabled={isBusy || free.length === 0}
            onClick={() => void run(onBlock, { places: free })}
          >
            {words.block(free.length)}
          </EditorButton>
          <EditorButton
            disabled={isBusy || blocked.length === 0}
            onClick={() => void run(onUnblock, { places: blocked })}
          >
            {words.unblock(blocked.length)}
          </EditorButton>
        </div>
        <p role="status" className="ce-result">
          {result}
        </p>
        <Legend letters={letters} places={numbers.places} />
        <ChoiceForm document={document} />
        <Standing
          isBusy={isBusy}
          onBlock={(general) => void run(onBlock, { general: [general] })}
          onUnblock={(general) => void run(onUnblock, { general: [general] })}
        />
      </section>
    </div>
  );
}

/** Colours after those of the categories: held, sold, off sale, chosen. */
const COLOURS = (theme: Theme) => [theme.ink3, theme.line2, theme.ink, theme.you];
const CATEGORIES = 8;

/** What each place looks like: its state by its shape, and what is chosen in the colour of a change. */
function lookOf({
  numbers,
  letters,
  chosen,
}: {
  numbers: ReturnType<typeof placesByNumber>;
  letters: string | undefined;
  chosen: readonly number[];
}): Partial<Scene> {
  const isChosen = new Uint8Array(numbers.places);
  for (const place of chosen) isChosen[place] = 1;
  const looks = {
    H: { colour: CATEGORIES, kind: HELD },
    S: { colour: CATEGORIES + 1, kind: SOLD },
    B: { colour: CATEGORIES + 2, kind: BLOCKED },
  } as const;
  return {
    more: COLOURS,
    hasHandles: false,
    lookFor: (section, seat) => {
      const place = (numbers.firstOf[section] ?? 0) + seat;
      if (isChosen[place] === 1) return { colour: CATEGORIES + 3, kind: CHOSEN };
      return looks[letters?.[place] as keyof typeof looks] ?? null;
    },
  };
}

/** How many places are in each state. */
function Legend({ letters, places }: { letters: string | undefined; places: number }) {
  const { words } = useShared();
  const count = (letter: string) =>
    letters === undefined
      ? letter === 'A'
        ? places
        : 0
      : letters.split('').filter((each) => each === letter).length;
  return (
    <dl className="ce-legend">
      {(['A', 'H', 'S', 'B'] as const).map((letter) => (
        <div key={letter}>
          <dt>
            <i className={`ce-sign is-${letter}`} />
            {words.states[letter]}
          </dt>
          <dd>{count(letter).toLocaleString(words.locale)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface StandingProps {
  isBusy: boolean;
  onBlock(general: { section: string; quantity: number }): void;
  onUnblock(general: { section: string; quantity: number }): void;
}

/** So many places of a standing area, which have no seat to draw around. */
function Standing({ isBusy, onBlock, onUnblock }: StandingProps) {
  const { words } = useShared();
  const { history } = useEditorState();
  const areas = history.present.sections.filter(({ shape }) => shape.kind === 'STANDING');
  const [quantities, setQuantities] = useState<Record<string, number>>({});
  return areas.map(({ id, name }) => {
    const quantity = quantities[id] ?? 10;
    return (
      <Group key={id} title={name}>
        <NumberField
          label={words.quantity}
          value={quantity}
          min={1}
          max={100_000}
          isWide
          onChange={(value) => setQuantities({ ...quantities, [id]: Math.round(value) })}
        />
        <div className="ce-buttons">
          <EditorButton disabled={isBusy} onClick={() => onBlock({ section: name, quantity })}>
            {words.block(quantity)}
          </EditorButton>
          <EditorButton disabled={isBusy} onClick={() => onUnblock({ section: name, quantity })}>
            {words.unblock(quantity)}
          </EditorButton>
        </div>
      </Group>
    );
  });
}
