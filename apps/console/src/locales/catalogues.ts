import type { Catalogues } from '@frontrow/pages/browser/language.ts';

export const catalogues: Catalogues = {
  en: () => import('./en.po'),
  ko: () => import('./ko.po'),
};
