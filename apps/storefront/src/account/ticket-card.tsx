import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { SeatTicket } from '@frontrow/sdk';
import { formatTime } from '@frontrow/ui/format/dates.ts';
import { Trans, useLingui } from '@lingui/react/macro';
import { encode } from 'uqr';

/** One ticket with notches: the seat big, and the code black on white in the dark too. */
export function TicketCard({ ticket }: { ticket: SeatTicket }) {
  const { section, row, number, status, code, label, redeemedAt, timezone } = ticket;
  return (
    <article aria-label={label} className="border-[1.5px] border-solid border-ink">
      <div className="bg-you p-5 text-on-you">
        <p className="m-0 text-16 font-semibold">{section}</p>
        <p className="num m-0 mt-1 text-40 leading-[1.1]">
          {row === '' ? (
            <Trans>Standing {number}</Trans>
          ) : (
            <Trans>
              Row {row} · {number}
            </Trans>
          )}
        </p>
      </div>
      <Notches />
      <div className="grid min-h-70 place-items-center p-5">
        {status === 'VALID' && <Code code={code} label={label} />}
        {status === 'REDEEMED' && (
          <p className="m-0 text-18 font-bold">
            <Used at={redeemedAt} timezone={timezone} />
          </p>
        )}
        {status === 'VOID' && (
          <p className="m-0 text-18 font-bold">
            <Trans>Refunded; the code is gone</Trans>
          </p>
        )}
      </div>
    </article>
  );
}

/** By the clock at the venue. */
function Used({ at, timezone }: { at: Date | null; timezone: string }) {
  const language = useLanguage();
  if (!at) return <Trans>Used at the door</Trans>;
  const time = formatTime(at, { language, timezone });
  return <Trans>Used at {time}</Trans>;
}

const Notches = () => (
  <div aria-hidden="true" className="relative h-0 border-0 border-t-2 border-dashed border-ink">
    <span className="absolute -top-[9px] -left-[10px] size-4 rounded-full border-[1.5px] border-solid border-ink bg-bg" />
    <span className="absolute -top-[9px] -right-[10px] size-4 rounded-full border-[1.5px] border-solid border-ink bg-bg" />
  </div>
);

const QUIET_ZONE = 4;

function Code({ code, label }: { code: string; label: string }) {
  const { t } = useLingui();
  const { data, size } = encode(code, { border: QUIET_ZONE });
  const path = data
    .flatMap((line, y) => line.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      role="img"
      aria-label={t`The code of ${label}`}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="block size-[240px] bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
