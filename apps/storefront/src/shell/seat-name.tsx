import { Trans } from '@lingui/react/macro';

export interface SeatNameProps {
  seat: { section: string; row: string; number: number };
}

/** A seat as people say it: section, row, seat. A standing place has a number in its section only. */
export function SeatName({ seat: { section, row, number } }: SeatNameProps) {
  if (row === '') {
    return (
      <span>
        <Trans>
          {section}, standing {number}
        </Trans>
      </span>
    );
  }
  return (
    <span>
      <Trans>
        {section} row {row} seat {number}
      </Trans>
    </span>
  );
}
