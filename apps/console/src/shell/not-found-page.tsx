import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { actionClass } from './action.tsx';
import { Page, PageHeading } from './page.tsx';

export function NotFoundPage() {
  const { t } = useLingui();
  return (
    <Page title={t`No such page`} width="text">
      <PageHeading>
        <Trans>There is no such page</Trans>
      </PageHeading>
      <p className="mt-4">
        <Link to="/" className={actionClass('secondary')}>
          <Trans>See the concerts</Trans>
        </Link>
      </p>
    </Page>
  );
}
