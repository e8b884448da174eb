import { createFrontrowClient } from '@frontrow/sdk';
import * as hooks from '@frontrow/sdk/react';
import { createRoot } from 'react-dom/client';
import { pageOf } from './hooks.mjs';

globalThis.journey = ({ url, token, concertId }) =>
  new Promise((onPaid) => {
    const client = createFrontrowClient({ url, auth: token });
    const root = createRoot(document.body.appendChild(document.createElement('main')));
    root.render(pageOf(hooks, { client, concertId, onPaid }));
  });
