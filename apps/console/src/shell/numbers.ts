import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { formatMoney, minorDigits } from '@frontrow/ui/format/money.ts';

export interface Numbers {
  /** 8,120 */
  whole(value: number): string;
  /** 12 % */
  share(value: number): string;
  /** ₩264,000 */
  money(amount: number, currency: string): string;
  /** ₩1.21B, ₩12.1억: for a board that is read from afar. */
  short(amount: number, currency: string): string;
  /** A wait: 45 s, 13 min, 2 h 5 min. */
  wait(seconds: number): string;
  /** 14:02 */
  minute(time: Date): string;
  /** 14:02:31 */
  clock(time: Date): string;
  /** 30 Nov 2026 */
  day(time: Date): string;
  /** 30 Nov, 14:02:31 */
  moment(time: Date): string;
}

const numbersIn = (language: string): Numbers => {
  const whole = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const unit = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  const clock = new Intl.DateTimeFormat(language === 'ko' ? 'ko' : 'en-GB', {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  const day = new Intl.DateTimeFormat(language === 'ko' ? 'ko' : 'en-GB', {
    ...{ day: 'numeric', month: 'short' },
  });
  const fullDay = new Intl.DateTimeFormat(language === 'ko' ? 'ko' : 'en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
  });
  return {
    whole: (value) => whole.format(value),
    share: (value) => share.format(value),
    money: (amount, currency) => formatMoney(amount, currency, language),
    short: (amount, currency) =>
      new Intl.NumberFormat(language, {
        ...{ style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3 },
      }).format(amount / 10 ** minorDigits(currency)),
    wait(seconds) {
      if (seconds < 90) return unit(Math.round(seconds), 'second');
      const minutes = Math.round(seconds / 60);
      if (minutes < 90) return unit(minutes, 'minute');
      return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
    },
    minute: (time) => clock.format(time).slice(0, -3),
    clock: (time) => clock.format(time),
    day: (time) => fullDay.format(time),
    moment: (time) => `${day.format(time)}, ${clock.format(time)}`,
  };
};

/** Creating formats takes longer than using them a thousand times. */
const known = new Map<string, Numbers>();

export function numbersOf(language: string): Numbers {
  const numbers = known.get(language) ?? numbersIn(language);
  known.set(language, numbers);
  return numbers;
}

/** How the page's language writes figures and times. */
export const useNumbers = (): Numbers => numbersOf(useLanguage());
