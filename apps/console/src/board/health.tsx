import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Board } from '../client/client.ts';
import { useNumbers } from '../shell/numbers.ts';

type Process = Board['health']['processes'][number];

/** Servers, workers, jobs, audit and database in one line, which is read from afar; on demand in figures. */
export function Health({ board, isShort }: { board: Board; isShort: boolean }) {
  return (
    <>
      <HealthLine board={board} />
      {!isShort && (
        <details className="mt-2">
          <summary className="min-h-11 cursor-pointer content-center text-13">
            <Trans>In figures</Trans>
          </summary>
          <HealthTable board={board} />
        </details>
      )}
    </>
  );
}

function HealthLine({ board }: { board: Board }) {
  const { t } = useLingui();
  const { processes, jobs, audit, database } = board.health;
  const failed = jobs.filter(({ outcome }) => outcome === 'failed');
  const milliseconds = Math.max(1, Math.round(database.seconds * 1_000));
  return (
    <ul className="m-0 flex list-none flex-wrap gap-x-6 gap-y-1 p-0">
      {processes.map((process, index) => (
        <State
          key={process.id}
          name={process.kind === 'server' ? t`Server ${index + 1}` : t`Worker`}
          isGood={process.ready && !isLost(process, board.at)}
        >
          <ProcessState process={process} at={board.at} />
        </State>
      ))}
      <State name={t`Jobs`} isGood={failed.length === 0}>
        {failed.length === 0 ? <Trans>ok</Trans> : failed.map(({ name }) => name).join(', ')}
      </State>
      <State name={t`Audit`} isGood={audit.findings === 0}>
        <AuditState audit={audit} />
      </State>
      <State name={t`Database`} isGood>
        {milliseconds} ms
      </State>
    </ul>
  );
}

function State({ name, isGood, children }: { name: string; isGood: boolean; children: ReactNode }) {
  return (
    <li className={isGood ? '' : 'font-bold text-bad'}>
      <span aria-hidden="true">{isGood ? '✓' : '✗'}</span> <strong>{name}</strong> {children}
    </li>
  );
}

/** A process writes every 5 seconds. */
const isLost = (process: Process, at: Date): boolean =>
  at.getTime() - process.seenAt.getTime() > 15_000;

function ProcessState({ process, at }: { process: Process; at: Date }) {
  const seconds = Math.round((at.getTime() - process.seenAt.getTime()) / 1_000);
  if (isLost(process, at)) return <Trans>not heard of for {seconds} s</Trans>;
  return process.ready ? <Trans>ok</Trans> : process.reason;
}

/** The same in figures. */
function HealthTable({ board }: { board: Board }) {
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
  const numbers = useNumbers();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={isLost(process, at) || !process.ready ? 'text-bad' : ''}>
        <ProcessState process={process} at={at} />
      </td>
      <td className="n">{numbers.share(process.cpu)}</td>
      <td className="n">{numbers.whole(Math.round(process.memory / 2 ** 20))} MB</td>
      <td className="n">{numbers.whole(Math.round(process.eventLoopDelay * 1_000))} ms</td>
      <td className="n">{process.kind === 'server' ? numbers.whole(process.calls) : ''}</td>
    </tr>
  );
}
