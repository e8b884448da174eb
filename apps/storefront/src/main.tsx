import './react-first.ts';
import '@frontrow/ui/fonts/inter.css';
import '@frontrow/ui/fonts/korean.css';
import './styles.css';
import { firstLanguage, loadLanguage, readFormats } from '@frontrow/pages/browser/language.ts';
import { FrontrowProvider } from '@frontrow/sdk/react';
import { loadTitleFaces } from '@frontrow/ui/fonts/use-font-for.ts';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { client } from './client/client.ts';
import { keepForOffline } from './client/keep-for-offline.ts';
import { catalogues } from './locales/catalogues.ts';
import { createPageRouter } from './router.tsx';

// By default it tells components with a timer, which a hidden tab runs once a minute: a turn would be late.
notifyManager.setScheduler(queueMicrotask);
const queries = new QueryClient();

/** Not awaited at the top: scripts of pages import from this one, and would wait for it. */
async function start(): Promise<void> {
  const language = firstLanguage();
  await loadLanguage(catalogues, language);
  // Another task: between two of them the page answers.
  await new Promise((resolve) => setTimeout(resolve));
  const router = createPageRouter();
  // With its page there, React draws all of it at once: the router would tell of it later, in one long task.
  await router.load();
  const root = createRoot(document.getElementById('root') as HTMLElement);
  // As a transition React draws in several short tasks, between which the page answers.
  startTransition(() =>
    root.render(
      <StrictMode>
        <I18nProvider i18n={i18n}>
          <QueryClientProvider client={queries}>
            <FrontrowProvider client={client}>
              <RouterProvider router={router} />
            </FrontrowProvider>
          </QueryClientProvider>
        </I18nProvider>
      </StrictMode>,
    ),
  );
  void readFormats(language);
  // Without it a ticket would not open at a door without a network. The sources of `pnpm dev` change all the time.
  if (import.meta.env.PROD) keepForOffline();
  // For titles and names; after the first drawing, because it lists 92 files.
  loadTitleFaces().catch(() => {
    // Without a network the titles have the device's font.
  });
}

void start();
