import './react-first.ts';
import '@frontrow/ui/fonts/inter.css';
import '@frontrow/ui/fonts/korean.css';
import './styles.css';
import { firstLanguage, loadLanguage } from '@frontrow/pages/browser/language.ts';
import { loadTitleFaces } from '@frontrow/ui/fonts/use-font-for.ts';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueries } from './client/queries.ts';
import { catalogues } from './locales/catalogues.ts';
import { createPageRouter } from './router.tsx';

async function start(): Promise<void> {
  await loadLanguage(catalogues, firstLanguage());
  const router = createPageRouter();
  const queries = createQueries(() => void router.invalidate());
  await router.load();
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
  // For names and titles with characters that the words of the pages do not have.
  loadTitleFaces().catch(() => {});
}

void start();
