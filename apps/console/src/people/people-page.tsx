import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { type Admin, type Answer, client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';

type Found = Answer<Admin['findPeople']>['items'][number];

/** One box: whatever somebody says or reads out on the phone. */
export function PeoplePage() {
  const { t } = useLingui();
  const { q } = useSearch({ from: '/operators/people' });
  const navigate = useNavigate({ from: '/people' });
  const [text, setText] = useState(q ?? '');
  const found = useQuery({
    queryKey: ['people', q],
    queryFn: () => client.admin.findPeople.query({ text: q ?? '' }),
    enabled: Boolean(q),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    void navigate({ search: wanted ? { q: wanted } : {} });
  };
  return (
    <Page title={q ? `${q} · ${t`People`}` : t`People`} width="list">
      <PageHeading>
        <Trans>People</Trans>
      </PageHeading>
      <form onSubmit={submit} className="mt-4 flex flex-wrap items-start gap-3">
        <TextField
          className="min-w-0 flex-1 basis-80"
          label={t`Find somebody`}
          hint={t`Name, customer number, ticket code, seat, payment, reservation, top-up, or the bank's reference`}
          type="search"
          value={text}
          onChange={setText}
          maxLength={500}
        />
        <Action type="submit" className="md:mt-6" isPending={found.isFetching}>
          <Trans>Find</Trans>
        </Action>
      </form>
      {found.error && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && found.data.items.length === 0 && (
        <p className="mt-6">
          <Trans>
            Nobody fits "{q}". Ask for another number: the one of the payment, or the seat.
          </Trans>
        </p>
      )}
      {found.data && found.data.items.length > 0 && <FoundTable items={found.data.items} />}
    </Page>
  );
}

function FoundTable({ items }: { items: Found[] }) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const words: Record<Found['by'], string> = {
    name: t`by the name`,
    externalId: t`by the customer number`,
    userId: t`by the id`,
    reservationId: t`by a reservation`,
    paymentId: t`by a payment`,
    ticketId: t`by a ticket`,
    ticketCode: t`by the code of a ticket`,
    seat: t`by a seat`,
    topUpId: t`by a top-up`,
    reference: t`by the bank's reference`,
  };
  return (
    <div className="mt-6 overflow-x-auto">
      <table className="figures w-full">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Person</Trans>
            </th>
            <th scope="col">
              <Trans>Customer number</Trans>
            </th>
            <th scope="col">
              <Trans>Found</Trans>
            </th>
            <th scope="col">
              <Trans>Since</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ user, by, id, label }) => (
            <tr key={`${user.id} ${by} ${id ?? ''}`}>
              <th scope="row">
                <Link to="/people/$userId" params={{ userId: user.id }} className="font-semibold">
                  {user.name}
                </Link>
                {user.deletedAt && (
                  <span className="text-bad">
                    {' '}
                    <Trans>deleted</Trans>
                  </span>
                )}
              </th>
              <td className="[overflow-wrap:anywhere]">{user.externalId ?? '–'}</td>
              <td>
                {words[by]}
                {label && ` ${label}`}
              </td>
              <td>{numbers.day(user.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
