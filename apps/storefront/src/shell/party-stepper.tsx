import { Plural, useLingui } from '@lingui/react/macro';

export interface PartyStepperProps {
  value: number;
  most: number;
  onChange(next: number): void;
}

const STEP =
  'size-11 rounded-control border-[1.5px] border-solid border-line-2 bg-transparent text-18 font-bold disabled:opacity-40';

/** How many people: one less, the number, one more. */
export function PartyStepper({ value, most, onChange }: PartyStepperProps) {
  const { t } = useLingui();
  return (
    <fieldset
      aria-label={t`How many people`}
      className="m-0 flex min-w-0 items-center gap-3 border-0 p-0"
    >
      <button
        type="button"
        aria-label={t`One less`}
        disabled={value <= 1}
        onClick={() => onChange(value - 1)}
        className={STEP}
      >
        −
      </button>
      <output className="min-w-18 text-center font-semibold">
        <Plural value={value} one="# person" other="# people" />
      </output>
      <button
        type="button"
        aria-label={t`One more`}
        disabled={value >= most}
        onClick={() => onChange(value + 1)}
        className={STEP}
      >
        +
      </button>
    </fieldset>
  );
}
