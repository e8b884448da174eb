import { Trans } from '@lingui/react/macro';

interface NamedSeat {
  section: string;
  row: string;
  number: number;
}

export interface SeatNamesProps {
  seats: NamedSeat[];
  className?: string;
}

/** Several seats with what they have in common said once: section B, row 4, 11 and 12. */
export function SeatNames({ seats, className }: SeatNamesProps) {
  const rows = new Map<string, NamedSeat[]>();
  for (const seat of seats) {
    const key = JSON.stringify([seat.section, seat.row]);
    rows.set(key, [...(rows.get(key) ?? []), seat]);
  }
  return (
    <>
      {[...rows].map(([key, inRow], n) => (
        <span key={key}>
          {n > 0 && ' '}
          <span className={className}>
            <Row seats={inRow} />
          </span>
        </span>
      ))}
    </>
  );
}

function Row({ seats }: { seats: NamedSeat[] }) {
  const { section = '', row = '' } = seats[0] ?? {};
  const count = seats.length;
  const numbers = seats
    .map(({ number }) => number)
    .sort((a, b) => a - b)
    .join(', ');
  if (row === '') {
    return (
      <Trans>
        {section} · {count} standing
      </Trans>
    );
  }
  return (
    <Trans>
      {section} row {row} · {numbers}
    </Trans>
  );
}
