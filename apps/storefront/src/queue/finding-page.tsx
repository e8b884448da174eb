import { Trans, useLingui } from '@lingui/react/macro';
import { Page, PageHeading } from '../shell/page.tsx';

/** Until the place of the visitor is known: one page for all steps of it, so that nothing moves between them. */
export function FindingPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Your place in line`} width="text">
      <PageHeading>
        <Trans>Finding your place</Trans>
      </PageHeading>
    </Page>
  );
}
