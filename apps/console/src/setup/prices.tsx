import { useLingui } from '@lingui/react/macro';
import { TextField } from '../shell/fields.tsx';
import { useNumbers } from '../shell/numbers.ts';

export interface PriceFieldsProps {
  categories: string[];
  /** As typed, by category, in the smallest unit of the currency. */
  prices: Record<string, string>;
  currency: string;
  onChange: (prices: Record<string, string>) => void;
}

/** A price for each category; below each stands what buyers will read. */
export function PriceFields({ categories, prices, currency, onChange }: PriceFieldsProps) {
  const { t } = useLingui();
  const numbers = useNumbers();
  return categories.map((category) => (
    <TextField
      key={category}
      label={t`Price of ${category}, in the smallest unit`}
      hint={numbers.money(Number(prices[category]) || 0, currency)}
      inputMode="numeric"
      pattern="[0-9]+"
      value={prices[category] ?? ''}
      onChange={(value) => onChange({ ...prices, [category]: value })}
      required
    />
  ));
}

export const pricesIn = (
  categories: string[],
  prices: Record<string, string>,
): Record<string, number> =>
  Object.fromEntries(categories.map((category) => [category, Number(prices[category] ?? '')]));

/** Prices in minor units as the fields have them. */
export const asTyped = (prices: Record<string, number>): Record<string, string> =>
  Object.fromEntries(Object.entries(prices).map(([category, price]) => [category, String(price)]));
