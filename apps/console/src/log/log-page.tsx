import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { client, type Action as Logged } from '../client/client.ts';
import { timeIn } from '../setup/local-time.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { ActionSentence, nameOf, settingsInWords } from './action-sentence.tsx';
import { type LogFilters, logFilters } from './filters.ts';
import { LogFilterFields } from './log-filter-fields.tsx';
import { PutBack } from './put-back.tsx';
import { settingsBefore } from './settings-before.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What operators did, newest first: who, when, from what to what. */
export function LogPage() {
  const { t } = useLingui();
  const filters = useSearch({ from: '/operators/log' });
  const navigate = useNavigate({ from: '/log' });
  const { action, target, who } = filters;
  const isTargetFaulty = target !== undefined && !UUID.test(target);
  const since = timeIn(filters.since ?? '');
  const log = useInfiniteQuery({
    queryKey: ['log', filters],
    queryFn: ({ pageParam }) =>
      client.admin.actions.query({
        ...{ cursor: pageParam, limit: 50 },
        ...(target ? { targetId: target } : {}),
        ...(who ? { operatorId: who } : {}),
        ...(since ? { since } : {}),
        ...(action ? { action: action as Logged['action'] } : {}),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: !isTargetFaulty,
    placeholderData: (before) => before,
  });
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  // Also those of what was shown before: who is chosen has a name while nothing of theirs is shown.
  const names = useRef(new Map<string, string>());
  for (const action of items) names.current.set(action.operatorId, nameOf(action));
  const show = (next: LogFilters) =>
    void navigate({ search: logFilters({ ...next }), replace: true });
  return (
    <Page title={t`Log`} width="list">
      <PageHeading>
        <Trans>Log</Trans>
      </PageHeading>
      <p className="mt-1 mb-4 text-ink-2">
        <Trans>Nothing can be changed or taken out of it.</Trans>
      </p>
      <LogFilterFields
        {...{ filters, isTargetFaulty }}
        operators={operatorsIn(names.current)}
        onChange={show}
      />
      {log.error && <ErrorNote error={log.error} onRetry={() => void log.refetch()} />}
      {log.data && items.length === 0 && (
        <p className="mt-6 text-ink-2">
          <Trans>Nobody has done that yet.</Trans>
        </p>
      )}
      <LogTable
        items={items}
        onWho={(id) => show({ ...filters, who: id })}
        onChanged={() => void log.refetch()}
      />
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

/** Operators by name. */
function operatorsIn(names: Map<string, string>): { id: string; name: string }[] {
  return [...names]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

interface LogTableProps {
  items: Logged[];
  onWho: (operatorId: string) => void;
  onChanged: () => void;
}

function LogTable({ items, onWho, onChanged }: LogTableProps) {
  const { t, i18n } = useLingui();
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
          <td />
        </tr>
      </thead>
      <tbody>
        {items.map((action) => {
          const name = nameOf(action);
          return (
            <tr key={action.id}>
              <td className="whitespace-nowrap align-top">{numbers.moment(action.createdAt)}</td>
              <td>
                <ActionSentence
                  action={action}
                  who={
                    <button
                      type="button"
                      title={t`Show only what ${name} did`}
                      className="border-0 bg-transparent p-0 font-bold text-ink underline-offset-4 hover:underline"
                      onClick={() => onWho(action.operatorId)}
                    >
                      {name}
                    </button>
                  }
                />
              </td>
              <td className="n">
                <PutBack
                  action={action}
                  words={settingsInWords(settingsBefore(action) ?? {}, i18n)}
                  onDone={onChanged}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
