import { createFrontrowClient } from '@frontrow/sdk';
import { FrontrowProvider, useHold, useQueue, useSeatMap } from '@frontrow/sdk/react';
import { createElement as element, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

const labelsOf = (hold) => hold.seats.map(({ label }) => label);

/**
 * Holds A-1, and then asks for the taken A-2 and for too many seats, with the hook and with the session.
 * Returns the refusals, and the seats that are shown and held after them.
 */
function Journey({ concertId, onEnd }) {
  const { session } = useQueue(concertId);
  const { seats } = useSeatMap(session);
  const held = useHold(session);
  const hasBegun = useRef(false);
  const [refused, setRefused] = useState();

  const begin = async () => {
    const [first, taken, ...others] = seats;
    const codes = [];
    const refuse = (call) => call.catch(({ errorCode }) => codes.push(errorCode));
    const replaces = await held.add([first]);
    await refuse(held.add([taken]));
    await refuse(held.replace([taken]));
    await refuse(held.add(others));
    await refuse(session.hold([taken], { replaces }));
    await refuse(session.hold(seats, { replaces }));
    setRefused(codes);
  };
  const end = async () => {
    const shown = labelsOf(held.hold);
    const [hold] = await session.holds();
    const changed = labelsOf(await held.replace(seats.slice(2, 3)));
    onEnd({ refused, shown, held: labelsOf(hold), changed });
  };
  useEffect(() => {
    if (seats.length > 0 && !hasBegun.current) {
      hasBegun.current = true;
      void begin();
    }
  }, [seats]);
  useEffect(() => {
    if (refused) void end();
  }, [refused]);
  return element('p', null, held.status);
}

globalThis.journey = ({ url, token, concertId }) =>
  new Promise((onEnd) => {
    const client = createFrontrowClient({ url, auth: token });
    const root = createRoot(document.body.appendChild(document.createElement('main')));
    root.render(element(FrontrowProvider, { client }, element(Journey, { concertId, onEnd })));
  });
