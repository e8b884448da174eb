import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { Chart } from '@frontrow/sdk';
import type { SeatFilter } from '@frontrow/seat-map';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Accessibility } from 'lucide-react';

export interface FiltersProps {
  chart: Chart;
  /** How many people sit side by side; null: one by one. */
  party: number | null;
  most: number;
  onParty(party: number | null): void;
  filter: SeatFilter;
  onFilter(filter: SeatFilter): void;
  isListOpen: boolean;
  onList(): void;
}

const CONTROL =
  'min-h-11 rounded-control border-[1.5px] border-solid border-line-2 bg-bg px-2.5 text-14 font-semibold';
/** As wide as what is chosen, where the browser can do it. */
const SELECT = `${CONTROL} max-w-27 supports-[field-sizing:content]:max-w-40 [field-sizing:content]`;
const PRESSED = 'aria-pressed:bg-ink aria-pressed:text-bg aria-pressed:border-ink';

/** How many lines the categories take in the legend beside the map, three at least: of more than three, two share a line. */
export function legendLinesOf({ sections }: Chart): number {
  const count = new Set(sections.map(({ category }) => category)).size;
  return Math.max(3, count > 3 ? Math.ceil(count / 2) : count);
}

/** Whether the chart has places for wheelchairs. */
export const hasAccessible = ({ sections }: Chart): boolean =>
  sections.some(({ rows }) => rows.some(({ accessible }) => accessible.length > 0));

/** What to look for: how many, at most for how much, with a place for a wheelchair; and the list. */
export function Filters(props: FiltersProps) {
  const { chart, party, most, onParty, filter, onFilter, isListOpen, onList } = props;
  const { t } = useLingui();
  const language = useLanguage();
  const prices = [...new Set(chart.sections.map(({ price }) => price))].sort((a, b) => b - a);
  return (
    <div className="flex flex-wrap gap-2 py-2">
      <select
        aria-label={t`How many people`}
        value={party ?? ''}
        onChange={({ target }) => onParty(target.value === '' ? null : Number(target.value))}
        className={SELECT}
      >
        {Array.from({ length: most }, (_, n) => (
          <option key={n + 1} value={n + 1}>
            {t`${plural(n + 1, { one: '# person', other: '# people' })}`}
          </option>
        ))}
        <option value="">{t`One by one`}</option>
      </select>
      {prices.length > 1 && (
        <select
          aria-label={t`Price of a seat`}
          value={filter.maxPrice ?? ''}
          onChange={({ target }) => {
            const maxPrice = target.value === '' ? undefined : Number(target.value);
            onFilter({ ...filter, maxPrice });
          }}
          className={SELECT}
        >
          <option value="">{t`Any price`}</option>
          {prices.slice(1).map((price) => (
            <option key={price} value={price}>
              {t`Up to ${formatMoney(price, chart.currency, language)}`}
            </option>
          ))}
        </select>
      )}
      {hasAccessible(chart) && (
        <button
          type="button"
          aria-label={t`A place for a wheelchair`}
          title={t`A place for a wheelchair`}
          aria-pressed={filter.accessible ?? false}
          onClick={() => onFilter({ ...filter, accessible: !filter.accessible })}
          className={`${CONTROL} ${PRESSED} grid w-11 place-items-center px-0 lg:hidden`}
        >
          <Accessibility aria-hidden="true" size={20} />
        </button>
      )}
      <button
        type="button"
        aria-pressed={isListOpen}
        onClick={onList}
        className={`${CONTROL} ${PRESSED} lg:hidden`}
      >
        <Trans>List</Trans>
      </button>
    </div>
  );
}
