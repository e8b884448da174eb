/** The script of the test page: the editor as the console shows it, and what it tells, as globals for the tests. */
import { placesOf } from '@frontrow/contract/chart/layout';
import { compile } from '../../src/model/compile.ts';
import { templates } from '../../src/model/templates/templates.ts';
import '@frontrow/ui/fonts/inter.css';
import '@frontrow/ui/fonts/korean.css';
import './styles.css';
import { lazy, StrictMode, Suspense, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { EditedChart } from '../../src/editor/edited-chart.ts';
import type { PlacesToBlock } from '../../src/react/block-places.tsx';
import type { ChartEditorProps } from '../../src/react/chart-editor.tsx';

const ChartEditor = lazy(async () => ({
  default: (await import('../../src/react/chart-editor.tsx')).ChartEditor,
}));
const BlockPlaces = lazy(async () => ({
  default: (await import('../../src/react/block-places.tsx')).BlockPlaces,
}));

const address = new URLSearchParams(location.search);
const language = address.get('language') === 'ko' ? 'ko' : 'en';
const template = address.get('template') as keyof typeof templates | null;
document.documentElement.lang = language;

const page = {
  saved: [] as EditedChart[],
  blocked: [] as (PlacesToBlock & { isOn: boolean })[],
  changes: [] as EditedChart[],
  frames: [] as number[],
  violations: [] as string[],
  /** Makes the host answer with faults at the next save. */
  refuse: null as ChartEditorProps['serverFaults'] | null,
};
export type EditorPage = typeof page;
declare global {
  var editorPage: EditorPage;
}
globalThis.editorPage = page;
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
  page.violations.push(violatedDirective),
);

const onFrame = (milliseconds: number) => void page.frames.push(milliseconds);

function Page() {
  const [faults, setFaults] = useState<ChartEditorProps['serverFaults']>();
  const [value] = useState(() =>
    template
      ? { name: 'House', chart: compile(templates[template]()), prices: PRICES[template] }
      : null,
  );
  return (
    <>
      <h1>Chart editor</h1>
      <Suspense>
        <ChartEditor
          value={value}
          currency="KRW"
          {...{ language, onFrame }}
          serverFaults={faults}
          onChange={(chart) => page.changes.push(chart)}
          onSave={async (chart) => {
            await Promise.resolve();
            if (page.refuse) {
              setFaults(page.refuse);
              page.refuse = null;
              throw new Error('VALIDATION_FAILED');
            }
            page.saved.push(chart);
          }}
        />
      </Suspense>
    </>
  );
}

/** Places of a date, of which some are held, sold and off sale. */
function BlockPage() {
  const [chart] = useState(() => compile(templates[template ?? 'club']()));
  const [letters, setLetters] = useState(() =>
    Array.from({ length: placesOf(chart) }, (_, place) => 'AAAAAAAHSB'[(place * 7) % 10]).join(''),
  );
  const record = (isOn: boolean) => async (input: PlacesToBlock) => {
    page.blocked.push({ ...input, isOn });
    const changed = new Set(input.places);
    setLetters((now) =>
      [...now].map((letter, place) => (changed.has(place) ? (isOn ? 'B' : 'A') : letter)).join(''),
    );
    return { changed: changed.size, skipped: 0 };
  };
  return (
    <>
      <h1>Places</h1>
      <Suspense>
        <BlockPlaces
          {...{ chart, language }}
          places={letters}
          onBlock={record(true)}
          onUnblock={record(false)}
        />
      </Suspense>
    </>
  );
}

const PRICES = {
  blank: {},
  arena: { Floor: 165_000, 'Lower tier': 132_000, 'Upper tier': 99_000 },
  theatre: { Stalls: 132_000, Circle: 99_000, Boxes: 154_000 },
  club: { Standing: 77_000, Platform: 88_000, Balcony: 110_000 },
};

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>{address.has('block') ? <BlockPage /> : <Page />}</StrictMode>,
  );
}
