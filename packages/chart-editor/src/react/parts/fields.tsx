import { type ReactNode, useEffect, useId, useState } from 'react';

interface FieldProps<Value> {
  label: string;
  /** Null: the selected sections differ. */
  value: Value | null;
  onChange(value: Value): void;
  /** The field was left. */
  onDone?(): void;
  help?: string;
  isWide?: boolean;
}

export interface NumberFieldProps extends FieldProps<number> {
  min?: number;
  max?: number;
  step?: number;
}

/** A number. What is typed counts as soon as it is one within the bounds. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, onChange, onDone, min, max, step = 1, help, isWide } = props;
  const [text, setText] = useState(textOf(value));
  const [isEdited, setEdited] = useState(false);
  const number = readNumber(text, { min, max });
  // What was typed stays as it was typed, until it is another number by an undo or a drag.
  useEffect(() => {
    setText((before) => (readNumber(before, {}) === value ? before : textOf(value)));
  }, [value]);
  return (
    <Field label={label} help={help} isWide={isWide}>
      {(id, helpId) => (
        <input
          id={id}
          type="number"
          className="ce-input"
          aria-describedby={helpId}
          aria-invalid={isEdited && number === null ? true : undefined}
          value={text}
          placeholder="–"
          {...{ min, max, step }}
          onChange={({ target }) => {
            setText(target.value);
            setEdited(true);
            const next = readNumber(target.value, { min, max });
            if (next !== null && next !== value) onChange(next);
          }}
          onBlur={() => {
            setEdited(false);
            setText(textOf(value));
            onDone?.();
          }}
        />
      )}
    </Field>
  );
}

const textOf = (value: number | null): string =>
  value === null ? '' : String(Math.round(value * 1e4) / 1e4);

function readNumber(text: string, { min = -1e9, max = 1e9 }: { min?: number; max?: number }) {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= min && value <= max ? value : null;
}

export interface TextFieldProps extends FieldProps<string> {
  /** Whether a text counts; others are marked, and left out. */
  isValid?: (text: string) => boolean;
  list?: readonly string[];
}

/** A text. It is taken over while it is typed, if it counts. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, onDone, isValid = () => true, list, help, isWide } = props;
  const [text, setText] = useState(value ?? '');
  const [isEdited, setEdited] = useState(false);
  const listId = useId();
  useEffect(() => {
    if (!isEdited) setText(value ?? '');
  }, [value, isEdited]);
  return (
    <Field label={label} help={help} isWide={isWide}>
      {(id, helpId) => (
        <>
          <input
            id={id}
            type="text"
            className="ce-input"
            autoComplete="off"
            list={list ? listId : undefined}
            aria-describedby={helpId}
            aria-invalid={isEdited && !isValid(text) ? true : undefined}
            value={text}
            placeholder={value === null ? '–' : undefined}
            onChange={({ target }) => {
              setText(target.value);
              setEdited(true);
              if (isValid(target.value) && target.value !== value) onChange(target.value);
            }}
            onBlur={() => {
              setEdited(false);
              onDone?.();
            }}
          />
          {list && (
            <datalist id={listId}>
              {list.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

export interface ChoiceFieldProps<Value extends string> extends FieldProps<Value> {
  options: readonly { value: Value; text: string }[];
}

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, value, onChange, options, help, isWide } = props;
  return (
    <Field label={label} help={help} isWide={isWide}>
      {(id, helpId) => (
        <select
          id={id}
          className="ce-input"
          aria-describedby={helpId}
          value={value ?? ''}
          onChange={({ target }) => onChange(target.value as Value)}
        >
          {value === null && <option value="">–</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ label, value, onChange }: FieldProps<boolean>) {
  return (
    <label className="ce-check">
      <input
        type="checkbox"
        checked={value ?? false}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  );
}

function Field({
  label,
  help,
  isWide,
  children,
}: {
  label: string;
  help: string | undefined;
  isWide: boolean | undefined;
  children: (id: string, helpId: string | undefined) => ReactNode;
}) {
  const id = useId();
  const helpId = `${id}-help`;
  return (
    <div className={isWide ? 'ce-field is-wide' : 'ce-field'}>
      <label htmlFor={id}>{label}</label>
      {children(id, help ? helpId : undefined)}
      {help && <small id={helpId}>{help}</small>}
    </div>
  );
}

/** Fields that belong together. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser
    <div role="group" aria-labelledby={id} className="ce-group">
      <h3 id={id}>{title}</h3>
      <div className="ce-fields">{children}</div>
    </div>
  );
}
