import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Board } from '../client/client.ts';
import { useNumbers } from '../shell/numbers.ts';

type Process = Board['health']['processes'][number];

/** Servers, workers, jobs, audit and database, a line each. */
export function HealthLine({ board }: { board: Board }) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const { processes, jobs, audit, database } = board.health;
  const milliseconds = numbers.whole(Math.max(1, Math.round(database.seconds * 1_000)));
  const [used, most] = [
    numbers.whole(database.connections),
    numbers.whole(database.maxConnections),
  ];
  const failed = jobs.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const names = failed.join(', ');
  return (
    <div className="overflow-x-auto">
      <table className="figures w-full">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Part</Trans>
            </th>
            <th scope="col">
              <Trans>State</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Processor</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Memory</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Loop late by</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Calls a minute</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {processes.map((each, index) => (
            <ProcessRow
              key={each.id}
              at={board.at}
              process={each}
              name={each.kind === 'server' ? t`Server ${index + 1}` : t`Worker`}
            />
          ))}
          <tr>
            <th scope="row">
              <Trans>Jobs</Trans>
            </th>
            <td colSpan={5}>
              {failed.length > 0 ? (
                <span className="text-bad">
                  <Trans>failed: {names}</Trans>
                </span>
              ) : (
                <Trans>ok</Trans>
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">
              <Link to="/audit">
                <Trans>Audit</Trans>
              </Link>
            </th>
            <td colSpan={5}>
              <AuditState audit={audit} />
            </td>
          </tr>
          <tr>
            <th scope="row">
              <Trans>Database</Trans>
            </th>
            <td colSpan={5}>
              <Trans>
                answers in {milliseconds} ms, {used} of {most} connections
              </Trans>
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function AuditState({ audit }: { audit: Board['health']['audit'] }) {
  const numbers = useNumbers();
  if (audit.findings > 0) {
    const findings = numbers.whole(audit.findings);
    return (
      <span className="text-bad">
        <Trans>{findings} findings</Trans>
      </span>
    );
  }
  if (!audit.changesAt) return <Trans>has not looked yet</Trans>;
  const at = numbers.clock(audit.changesAt);
  return <Trans>ok at {at}</Trans>;
}

function ProcessRow({ at, process, name }: { at: Date; process: Process; name: string }) {
  const { t } = useLingui();
  const numbers = useNumbers();
  const seconds = Math.round((at.getTime() - process.seenAt.getTime()) / 1_000);
  const isLost = seconds > 15;
  const state = isLost ? t`not heard of for ${seconds} s` : process.ready ? t`ok` : process.reason;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={isLost || !process.ready ? 'text-bad' : ''}>{state}</td>
      <td className="n">{numbers.share(process.cpu)}</td>
      <td className="n">{numbers.whole(Math.round(process.memory / 2 ** 20))} MB</td>
      <td className="n">{numbers.whole(Math.round(process.eventLoopDelay * 1_000))} ms</td>
      <td className="n">{process.kind === 'server' ? numbers.whole(process.calls) : ''}</td>
    </tr>
  );
}
