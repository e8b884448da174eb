import { Trans, useLingui } from '@lingui/react/macro';
import { Action } from './action.tsx';
import { Page, PageHeading } from './page.tsx';

/** Instead of a page that could not be loaded or drawn. */
export function ErrorPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Our mistake`} width="text">
      <PageHeading>
        <Trans>This page did not open</Trans>
      </PageHeading>
      <p className="mt-2 mb-4">
        <Trans>The sale goes on without it. Load the page again.</Trans>
      </p>
      <Action onClick={() => location.reload()}>
        <Trans>Load again</Trans>
      </Action>
    </Page>
  );
}
