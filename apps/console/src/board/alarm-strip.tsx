import { announce } from '@frontrow/ui/parts/announcer.ts';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useNumbers } from '../shell/numbers.ts';
import type { Alarm } from './alarms.ts';

export interface AlarmStripProps {
  alarms: Alarm[];
  /** Where the levers are, for the alarms that one of them ends; null on the wall. */
  leversId: string | null;
}

/** What needs a person now: the symptom, its cause, and what to do. Nothing while all is well. */
export function AlarmStrip({ alarms, leversId }: AlarmStripProps) {
  const box = useRef<HTMLUListElement>(null);
  const kinds = alarms.map(({ kind }) => kind).join();
  useEffect(() => {
    if (kinds) announce(box.current?.textContent ?? '', true);
  }, [kinds]);
  if (alarms.length === 0) return null;
  return (
    <ul ref={box} className="m-0 mb-4 grid list-none gap-1 p-0">
      {alarms.map((alarm) => (
        <li
          key={`${alarm.kind} ${'process' in alarm ? alarm.process : ''}`}
          className="border-0 border-l-4 border-solid border-bad bg-bad-bg px-4 py-2 text-18 font-semibold text-bad"
        >
          <Sentence alarm={alarm} leversId={leversId} />
        </li>
      ))}
    </ul>
  );
}

function Sentence({ alarm, leversId }: { alarm: Alarm; leversId: string | null }): ReactNode {
  const numbers = useNumbers();
  switch (alarm.kind) {
    case 'NOBODY_ADMITTED':
      return <Stall alarm={alarm} leversId={leversId} />;
    case 'AUDIT': {
      const findings = numbers.whole(alarm.findings);
      return (
        <>
          <Trans>The audit found {findings} things that must not be.</Trans>{' '}
          <Link to="/audit" className="text-bad">
            <Trans>See what, and stop selling it</Trans>
          </Link>
        </>
      );
    }
    case 'AUDIT_LATE': {
      const minutes = numbers.whole(alarm.minutes);
      return (
        <Trans>
          The audit has not looked for {minutes} min. The worker may be busy or down: see its log.
        </Trans>
      );
    }
    case 'FAULTS': {
      const [share, faults] = [numbers.share(alarm.share), numbers.whole(alarm.faults)];
      return (
        <Trans>
          {share} of calls fail by our fault: {faults} in the last minute. Let in fewer a minute,
          and see the servers' log.
        </Trans>
      );
    }
    case 'DATABASE_SLOW': {
      const milliseconds = numbers.whole(Math.round(alarm.seconds * 1_000));
      return (
        <Trans>
          The database takes {milliseconds} ms for a row. Let in fewer a minute until it is fast
          again.
        </Trans>
      );
    }
    case 'CONNECTIONS': {
      const [used, most] = [numbers.whole(alarm.used), numbers.whole(alarm.most)];
      return (
        <Trans>
          {used} of {most} database connections are taken. Start no more servers; stop what else
          uses it.
        </Trans>
      );
    }
    default:
      return <ProcessSentence alarm={alarm} />;
  }
}

function ProcessSentence({ alarm }: { alarm: Alarm }): ReactNode {
  const numbers = useNumbers();
  switch (alarm.kind) {
    case 'PROCESS_LOST': {
      const seconds = numbers.whole(alarm.seconds);
      return alarm.process === 'server' ? (
        <Trans>A server has not been heard of for {seconds} s. Others go on; start it again.</Trans>
      ) : (
        <Trans>
          A worker has not been heard of for {seconds} s. Sales go on without it; start it again.
        </Trans>
      );
    }
    case 'NOT_READY': {
      const { reason } = alarm;
      return alarm.process === 'server' ? (
        <Trans>A server is not ready: {reason}.</Trans>
      ) : (
        <Trans>A worker is not ready: {reason}.</Trans>
      );
    }
    case 'NO_WORKER':
      return <Trans>No worker runs. Sales go on; ended holds are not tidied up. Start one.</Trans>;
    case 'JOB_FAILED': {
      const { job } = alarm;
      return (
        <Trans>The job {job} failed. It is tried again by itself; see the worker's log.</Trans>
      );
    }
    case 'LOOP_LATE': {
      const milliseconds = numbers.whole(Math.round(alarm.seconds * 1_000));
      return (
        <Trans>
          A server answers {milliseconds} ms late. It has too much to do: start another one.
        </Trans>
      );
    }
    case 'SOLD_OUT': {
      const waiting = numbers.whole(alarm.waiting);
      return (
        <Trans>
          Everything is sold, and {waiting} still wait. Tell them by the message, or close the
          queue.
        </Trans>
      );
    }
    default:
      return null;
  }
}

function Stall({
  alarm,
  leversId,
}: {
  alarm: Extract<Alarm, { kind: 'NOBODY_ADMITTED' }>;
  leversId: string | null;
}) {
  const numbers = useNumbers();
  const [seconds, waiting] = [numbers.wait(alarm.seconds), numbers.whole(alarm.waiting)];
  const [active, most] = [numbers.whole(alarm.active), numbers.whole(alarm.maxActive)];
  const causes = {
    PAUSED: <Trans>Entry is paused.</Trans>,
    NO_LIMIT: <Trans>A limit is 0.</Trans>,
    FULL: (
      <Trans>
        All places inside are taken: {active} of {most}.
      </Trans>
    ),
    DRAW: <Trans>The draw waits for its public value.</Trans>,
    UNKNOWN: <Trans>No limit is the cause: see whether a server is ready.</Trans>,
  };
  const steps = {
    PAUSED: <Trans>Resume</Trans>,
    NO_LIMIT: <Trans>Raise the limit</Trans>,
    FULL: <Trans>Raise the limit</Trans>,
    DRAW: <Trans>Publish the value</Trans>,
    UNKNOWN: null,
  };
  return (
    <>
      <Trans>
        Nobody let in for {seconds}, {waiting} wait.
      </Trans>{' '}
      {causes[alarm.cause]}{' '}
      {leversId !== null && steps[alarm.cause] && (
        <a href={`#${leversId}`} className="text-bad">
          {steps[alarm.cause]}
        </a>
      )}
    </>
  );
}
