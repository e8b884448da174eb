import { useLingui } from '@lingui/react/macro';
import { TextField } from '../shell/fields.tsx';

export interface PriceFieldsProps {
  categories: string[];
  /** As typed, by category. */
  prices: Record<string, string>;
  onChange: (prices: Record<string, string>) => void;
}

/** A price for each category, in the smallest unit of the currency. */
export function PriceFields({ categories, prices, onChange }: PriceFieldsProps) {
  const { t } = useLingui();
  return categories.map((category) => (
    <TextField
      key={category}
      label={t`Price of ${category}`}
      hint={t`In the smallest unit of the currency`}
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
