import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Page, PageHeading } from './page.tsx';

/** Instead of a page that could not be loaded or drawn. */
export function ErrorPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Our mistake`} width="text">
      <PageHeading>
        <Trans>This page did not open</Trans>
      </PageHeading>
      <p className="mt-2 mb-6">
        <Trans>Sorry, this one is on us. Your place and your seats are kept on the server.</Trans>
      </p>
      <div className="grid gap-2">
        <Button className="w-full" onClick={() => location.reload()}>
          <Trans>Load again</Trans>
        </Button>
        <Link to="/" className={buttonClass('secondary', 'w-full')}>
          <Trans>See what's on</Trans>
        </Link>
      </div>
    </Page>
  );
}
