import { TextField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';

export interface AislesFieldProps {
  /** Seats, or below 1 shares. */
  value: readonly number[];
  onChange(value: number[]): void;
}

export function AislesField({ value, onChange }: AislesFieldProps) {
  const { editor, words } = useShared();
  return (
    <TextField
      label={words.aisles}
      help={words.aislesHelp}
      value={value
        .map((aisle) => (aisle < 1 ? `${Math.round(aisle * 1e4) / 100}%` : aisle))
        .join(', ')}
      isValid={(text) => readAisles(text) !== null}
      onChange={(text) => onChange(readAisles(text) ?? [])}
      onDone={() => editor.endStep()}
      isWide
    />
  );
}

/** `8, 18` or `25%, 75%`; null if it is neither. */
function readAisles(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const aisles = words.map((word) => {
    const share = /^(\d{1,2}(?:\.\d{1,2})?)%$/.exec(word)?.[1];
    if (share !== undefined) return Math.round(Number(share) * 100) / 1e4;
    return /^\d{1,4}$/.test(word) ? Number(word) : 0;
  });
  return aisles.every((aisle) => aisle > 0) ? aisles : null;
}

/** Whole numbers with commas between them; null if they are not. */
export function readNumbers(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map(Number);
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}
