import { runProcess } from '@frontrow/process/run';
import { parseStorefrontSettings } from '@frontrow/settings/pages';
import { startStorefront } from './storefront.ts';

await runProcess(
  { name: 'storefront', parse: parseStorefrontSettings },
  process.env,
  startStorefront,
);
