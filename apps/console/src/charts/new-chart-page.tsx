import { Trans, useLingui } from '@lingui/react/macro';
import { Page, PageHeading } from '../shell/page.tsx';
import { Editor } from './editor.tsx';

/** Draws a chart from a template, from a file or from nothing. */
export function NewChartPage() {
  const { t } = useLingui();
  return (
    <Page title={t`New chart`} width="full" className="flex flex-col gap-3">
      <PageHeading>
        <Trans>New chart</Trans>
      </PageHeading>
      <Editor value={null} />
    </Page>
  );
}
