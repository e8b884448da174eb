import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client, type Input } from '../client/client.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { ConcertForm, NEW_CONCERT } from './concert-form.tsx';

/** Makes a concert, and goes on with its dates. */
export function NewConcertPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (input: Input<'createConcert'>) => client.admin.createConcert.mutate(input),
    onSuccess: ({ id }) =>
      navigate({ to: '/concerts/$concertId/setup', params: { concertId: id }, replace: true }),
  });
  return (
    <Page title={t`New concert`} width="list">
      <PageHeading className="mb-4">
        <Trans>New concert</Trans>
      </PageHeading>
      <ConcertForm
        concert={NEW_CONCERT}
        action={t`Make it, then add a date`}
        isPending={create.isPending}
        error={create.error}
        onSave={(draft) => create.mutate(draft)}
      />
    </Page>
  );
}
