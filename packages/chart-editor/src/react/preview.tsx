import { korean as koreanMap, type Messages } from '@frontrow/seat-map';
import { SeatMap } from '@frontrow/seat-map/react';
import { useEffect, useMemo, useState } from 'react';
import type { ChartDocument } from '../model/document.ts';
import { previewOf } from '../model/preview.ts';
import { useShared } from './parts/use-editor.ts';

/** Milliseconds without a change until the buyers' map is made anew. */
const CALM = 250;

/** The buyers' own seat map of what is drawn, a moment after each change. */
export function Preview({ document }: { document: ChartDocument }) {
  const { words, currency } = useShared();
  const [shown, setShown] = useState(document);
  useEffect(() => {
    const timer = setTimeout(() => setShown(document), CALM);
    return () => clearTimeout(timer);
  }, [document]);
  const { chart, availability } = useMemo(() => {
    const { chart, places, general } = previewOf(shown, currency);
    return { chart, availability: { places, general, mine: [] } };
  }, [shown, currency]);
  const messages: Messages | undefined = words.locale === 'ko' ? koreanMap : undefined;
  return (
    <section className="ce-preview" aria-label={words.preview}>
      <p>{words.previewNote}</p>
      {chart.sections.length > 0 && (
        <SeatMap
          className="ce-map"
          {...{ chart, availability, messages }}
          parts={{ fullScreen: false, minimap: false }}
        />
      )}
    </section>
  );
}
