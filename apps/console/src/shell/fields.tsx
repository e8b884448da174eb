import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

const INPUT =
  'min-h-11 w-full rounded-control border border-solid border-line-2 bg-raised px-3 text-ink';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with it. */
  fault?: ReactNode;
  className?: string;
}

type TextProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'className'> & {
    value: string;
    onChange: (value: string) => void;
  };

export function TextField({ label, hint, fault, className, onChange, ...input }: TextProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, fault, className }}>
      <input
        {...input}
        id={id}
        aria-invalid={fault ? true : undefined}
        aria-describedby={hint || fault ? `${id}-more` : undefined}
        onChange={({ target }) => onChange(target.value)}
        className={INPUT}
      />
    </Frame>
  );
}

type AreaProps = FieldProps & {
  value: string;
  rows?: number;
  maxLength?: number;
  onChange: (value: string) => void;
};

export function AreaField({ label, hint, fault, className, onChange, ...area }: AreaProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, fault, className }}>
      <textarea
        {...area}
        id={id}
        aria-describedby={hint || fault ? `${id}-more` : undefined}
        onChange={({ target }) => onChange(target.value)}
        className={`${INPUT} py-2`}
      />
    </Frame>
  );
}

type SelectProps = FieldProps & {
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
};

export function SelectField({ value, options, onChange, ...field }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} {...field}>
      <select
        id={id}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className={INPUT}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

function Frame({
  id,
  label,
  hint,
  fault,
  className = '',
  children,
}: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className={`grid content-start gap-1 ${className}`}>
      <label htmlFor={id} className="text-13 font-semibold">
        {label}
      </label>
      {children}
      {(fault ?? hint) && (
        <p id={`${id}-more`} className={`m-0 text-13 ${fault ? 'text-bad' : 'text-ink-2'}`}>
          {fault ?? hint}
        </p>
      )}
    </div>
  );
}
