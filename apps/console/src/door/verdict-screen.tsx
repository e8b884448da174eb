import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { formatDayTime } from '@frontrow/ui/format/dates.ts';
import { Trans } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';
import { useNumbers } from '../shell/numbers.ts';
import type { Door } from './use-door.ts';
import type { Verdict } from './verdict.ts';

/** A yes makes room for the next one by itself; a no waits until somebody has read it. */
const YES_MILLISECONDS = 3_000;
const BUTTON =
  'min-h-14 rounded-control border-2 border-solid border-current bg-transparent px-6 text-18 font-bold text-current';

/** The whole screen: a big yes or no. */
export function VerdictScreen({ door, verdict }: { door: Door; verdict: Verdict }) {
  const isYes = verdict.kind === 'IN';
  const { next, undoState } = door;
  const button = useRef<HTMLButtonElement>(null);
  const leave = useRef(next);
  leave.current = next;
  useEffect(() => {
    button.current?.focus();
    if (!isYes || undoState !== 'idle') return;
    const timer = setTimeout(() => leave.current(), YES_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isYes, undoState]);
  const look = isYes ? 'bg-[#197037] text-white' : 'bg-[#b01515] text-white';
  return (
    <div
      className={`fixed inset-0 z-20 grid content-center justify-items-center gap-6 p-6 text-center ${look}`}
    >
      <div role="alert" className="grid gap-4">
        <div aria-hidden="true" className="text-96 leading-none font-black">
          {isYes ? '✓' : '✗'}
        </div>
        <Words verdict={verdict} />
      </div>
      <div className="flex flex-wrap justify-center gap-3">
        <button ref={button} type="button" onClick={next} className={BUTTON}>
          <Trans>Next</Trans>
        </button>
        {isYes && undoState === 'idle' && (
          <button type="button" onClick={door.undo} className={BUTTON}>
            <Trans>Take it back</Trans>
          </button>
        )}
      </div>
      {isYes && <UndoWords state={undoState} />}
    </div>
  );
}

function UndoWords({ state }: { state: Door['undoState'] }) {
  if (state === 'idle') return null;
  return (
    <p role="status" className="m-0 text-18">
      {state === 'pending' && <Trans>Taking it back</Trans>}
      {state === 'done' && <Trans>Taken back: the ticket can be used again.</Trans>}
      {state === 'failed' && (
        <Trans>It could not be taken back. Try again within ten minutes.</Trans>
      )}
    </p>
  );
}

function Words({ verdict }: { verdict: Verdict }): ReactNode {
  const language = useLanguage();
  const numbers = useNumbers();
  switch (verdict.kind) {
    case 'IN': {
      const { section, row, number, title } = verdict.ticket;
      return (
        <>
          <p className="m-0 text-40 font-black">
            <Trans>Come in</Trans>
          </p>
          <p className="num m-0 text-56">{[section, row, number].filter(Boolean).join(' ')}</p>
          <p className="m-0 text-18">{title}</p>
        </>
      );
    }
    case 'USED': {
      const at = numbers.clock(verdict.at);
      return (
        <>
          <Big>
            <Trans>Used at {at}</Trans>
          </Big>
          {verdict.isOwn && (
            <p className="m-0 max-w-text text-18">
              <Trans>
                This device sent it then and lost the answer. If it is the same person, they may
                come in.
              </Trans>
            </p>
          )}
        </>
      );
    }
    case 'OTHER_DATE': {
      const date = formatDayTime(verdict.startsAt, { language, timezone: verdict.timezone });
      return (
        <Big>
          <Trans>For another date: {date}</Trans>
        </Big>
      );
    }
    case 'VOID':
      return (
        <Big>
          <Trans>Refunded</Trans>
        </Big>
      );
    case 'UNKNOWN_CODE':
      return (
        <Big>
          <Trans>Not a ticket of ours</Trans>
        </Big>
      );
    case 'NOT_CHECKED':
      return (
        <>
          <Big>
            <Trans>Can't check</Trans>
          </Big>
          <p className="m-0 max-w-text text-18">
            <Trans>The server does not answer. Nobody comes in by this: try again.</Trans>
          </p>
        </>
      );
  }
}

const Big = ({ children }: { children: ReactNode }) => (
  <p className="m-0 text-40 font-black">{children}</p>
);
