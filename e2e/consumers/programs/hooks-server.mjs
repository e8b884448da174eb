import { createRequire } from 'node:module';
import * as sdk from '@frontrow/sdk';
import * as hooks from '@frontrow/sdk/react';
import { renderToString } from 'react-dom/server';
import { pageOf } from './hooks.mjs';

const require = createRequire(import.meta.url);
const commonJs = { sdk: require('@frontrow/sdk'), hooks: require('@frontrow/sdk/react') };
const html = [{ sdk, hooks }, commonJs].map(({ sdk, hooks }) => {
  const client = sdk.createFrontrowClient({ url: 'https://sale.example', auth: null });
  return renderToString(pageOf(hooks, { client, concertId: 'a concert' }));
});
process.stdout.write(JSON.stringify(html));
