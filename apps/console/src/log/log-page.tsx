import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { client, type Action as Logged } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { SelectField, TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { ACTION_WORDS, ActionSentence } from './action-sentence.tsx';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What operators did, newest first: who, when, from what to what. */
export function LogPage() {
  const { t, i18n } = useLingui();
  const { target, action } = useSearch({ from: '/operators/log' });
  const navigate = useNavigate({ from: '/log' });
  const isTarget = target !== undefined && UUID.test(target);
  const log = useInfiniteQuery({
    queryKey: ['log', target ?? null, action ?? null],
    queryFn: ({ pageParam }) =>
      client.admin.actions.query({
        ...{ cursor: pageParam, limit: 50 },
        ...(isTarget ? { targetId: target } : {}),
        ...(action ? { action: action as Logged['action'] } : {}),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: target === undefined || isTarget,
  });
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t`Log`} width="list">
      <PageHeading>
        <Trans>Log</Trans>
      </PageHeading>
      <p className="mt-1 mb-4 text-ink-2">
        <Trans>Nothing can be changed or taken out of it.</Trans>
      </p>
      <div className="grid gap-4 md:grid-cols-2">
        <SelectField
          label={t`What was done`}
          value={action ?? ''}
          options={[
            { value: '', label: t`Everything` },
            ...Object.entries(ACTION_WORDS).map(([value, words]) => ({
              value,
              label: i18n._(words),
            })),
          ]}
          onChange={(value) =>
            void navigate({
              search: ({ target }) => ({
                ...(target ? { target } : {}),
                ...(value ? { action: value } : {}),
              }),
              replace: true,
            })
          }
        />
        <TextField
          label={t`To what`}
          hint={t`The id of a concert, date, person, payment, top-up or ticket`}
          value={target ?? ''}
          fault={target && !isTarget ? t`This is no id` : undefined}
          onChange={(value) =>
            void navigate({
              search: ({ action }) => ({
                ...(value ? { target: value.trim() } : {}),
                ...(action ? { action } : {}),
              }),
              replace: true,
            })
          }
        />
      </div>
      {log.error && <ErrorNote error={log.error} onRetry={() => void log.refetch()} />}
      {log.data && items.length === 0 && (
        <p className="mt-6 text-ink-2">
          <Trans>Nobody has done that yet.</Trans>
        </p>
      )}
      <LogTable items={items} />
      {log.hasNextPage && (
        <Action
          kind="secondary"
          className="mt-4"
          isPending={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Action>
      )}
    </Page>
  );
}

function LogTable({ items }: { items: Logged[] }) {
  const numbers = useNumbers();
  if (items.length === 0) return null;
  return (
    <table className="figures mt-4 w-full">
      <thead>
        <tr>
          <th scope="col">
            <Trans>When</Trans>
          </th>
          <th scope="col">
            <Trans>Who and what</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((action) => (
          <tr key={action.id}>
            <td className="whitespace-nowrap align-top">{numbers.moment(action.createdAt)}</td>
            <td>
              <ActionSentence action={action} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
