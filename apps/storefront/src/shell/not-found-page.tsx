import { buttonClass } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Page, PageHeading } from './page.tsx';

export function NotFoundPage() {
  const { t } = useLingui();
  return (
    <Page title={t`No such page`} width="text">
      <PageHeading>
        <Trans>There is no such page</Trans>
      </PageHeading>
      <p className="mt-2 mb-6 text-ink-2">
        <Trans>The link may be old. Your tickets and your place in line are kept.</Trans>
      </p>
      <Link to="/" className={buttonClass('primary', 'w-full')}>
        <Trans>See what's on</Trans>
      </Link>
    </Page>
  );
}
