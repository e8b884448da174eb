import { createFrontrowClient } from '@frontrow/sdk';
import { FrontrowProvider, useQueue, useSeatMap } from '@frontrow/sdk/react';
import { createElement as element, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

/** Long enough for a busy machine. The server itself tells the end up to 1.25 seconds late. */
const LATE_MILLISECONDS = 4_000;

/** How many streams this tab has opened before the end of its pass. */
let streams = 0;
const countingFetch = (url, request) => {
  if (url.includes('queue.watch')) streams++;
  return fetch(url, request);
};

/** Shows a page until its pass has ended and it has entered again. */
const visit = ({ url, token, concertId }) =>
  new Promise((resolve) => {
    const client = createFrontrowClient({ url, auth: token, fetch: countingFetch });
    const result = {};
    function Page() {
      const { status, reason, session, enter } = useQueue(concertId);
      const { seats } = useSeatMap(session);
      useEffect(() => {
        if (status === 'ENDED') {
          const late = Date.now() - session.activeUntil.getTime();
          const inTime = late > -100 && late < LATE_MILLISECONDS;
          Object.assign(result, { ended: reason, seats: seats.length, inTime, streams });
          enter();
        } else if (status === 'ACTIVE' && result.ended) {
          resolve({ ...result, again: status });
        }
      }, [status]);
      return element('p', null, status);
    }
    const root = createRoot(document.body.appendChild(document.createElement('main')));
    root.render(element(FrontrowProvider, { client }, element(Page)));
  });

/** Another page of the same site, in a frame: it shares locks and messages, as another tab does. */
const openTab = () =>
  new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = location.href;
    frame.onload = () => resolve(frame.contentWindow);
    document.body.append(frame);
  });

globalThis.visit = visit;
globalThis.journey = async (input) => {
  const other = await openTab();
  const results = await Promise.all([visit(input), other.visit(input)]);
  const tabs = results.map(({ streams: _, ...tab }) => tab);
  return { tabs, streams: results[0].streams + results[1].streams };
};
