/** A page that shows the component, and changes what it is given. */
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { SeatMap } from '../../src/react.ts';
import { hall } from '../charts/small-charts.ts';
import './program.ts';

const { chart, availability } = hall([{ letters: 'AAAA' }]);

function Page() {
  const [now, setNow] = useState(availability);
  const [size, setSize] = useState<number | null>(null);
  const [chosen, setChosen] = useState('');
  const [isShown, setShown] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setNow({ places: 'ASAA', general: [], mine: [] })}>
        Sell
      </button>
      <button type="button" onClick={() => setSize(2)}>
        Party
      </button>
      <button type="button" onClick={() => setShown(false)}>
        Hide
      </button>
      <output>{chosen}</output>
      {isShown && (
        <SeatMap
          className="frame"
          mapRef={(map) => {
            seatMapPage.map = map;
          }}
          chart={chart}
          availability={now}
          partySize={size}
          rules={['noOrphan']}
          parts={{ minimap: false }}
          onSelect={({ places }) => setChosen(places.join())}
          onDraw={(value) => seatMapPage.recorded.push({ name: 'onDraw', value })}
        />
      )}
    </>
  );
}

createRoot(document.querySelector('#map') ?? document.body).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
