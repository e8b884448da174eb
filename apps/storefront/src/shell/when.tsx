import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { cityOf, differsForVisitor, formatDayTime } from '@frontrow/ui/format/dates.ts';
import { Trans } from '@lingui/react/macro';

export interface WhenProps {
  date: Date;
  /** The zone of the venue. */
  timezone: string;
  className?: string;
}

/** A time at the venue, with the visitor's own beside it where the two differ. */
export function When({ date, timezone, className = '' }: WhenProps) {
  const language = useLanguage();
  const differs = differsForVisitor(date, timezone);
  const city = cityOf(timezone);
  const yours = formatDayTime(date, { language });
  return (
    <span className={className}>
      <time dateTime={date.toISOString()}>{formatDayTime(date, { language, timezone })}</time>
      {differs && (
        <span className="block text-14 font-normal text-ink-3">
          <Trans>
            {city} time; for you {yours}
          </Trans>
        </span>
      )}
    </span>
  );
}
