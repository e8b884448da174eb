import { useLingui } from '@lingui/react/macro';
import { SelectField, TextField } from '../shell/fields.tsx';
import { ACTION_WORDS } from './action-sentence.tsx';
import type { LogFilters } from './filters.ts';

export interface LogFilterFieldsProps {
  filters: LogFilters;
  /** The operators of what was shown so far, to choose from. */
  operators: { id: string; name: string }[];
  isTargetFaulty: boolean;
  onChange: (filters: LogFilters) => void;
}

/** Which part of the log is shown: what was done, by whom, to what, since when. */
export function LogFilterFields({
  filters,
  operators,
  isTargetFaulty,
  onChange,
}: LogFilterFieldsProps) {
  const { t, i18n } = useLingui();
  const change = (part: LogFilters) => onChange({ ...filters, ...part });
  const { who } = filters;
  const known = operators.some(({ id }) => id === who) || !who;
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <SelectField
        label={t`What was done`}
        value={filters.action ?? ''}
        options={[
          { value: '', label: t`Everything` },
          ...Object.entries(ACTION_WORDS).map(([value, words]) => ({
            value,
            label: i18n._(words),
          })),
        ]}
        onChange={(action) => change({ action })}
      />
      <SelectField
        label={t`By whom`}
        value={who ?? ''}
        options={[
          { value: '', label: t`Everybody` },
          ...(known ? [] : [{ value: who, label: who.slice(-6) }]),
          ...operators.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(value) => change({ who: value })}
      />
      <TextField
        label={t`To what`}
        hint={t`The id of a concert, date, person, payment, top-up or ticket`}
        value={filters.target ?? ''}
        fault={isTargetFaulty ? t`This is no id` : undefined}
        onChange={(target) => change({ target })}
      />
      <TextField
        label={t`Since`}
        type="datetime-local"
        value={filters.since ?? ''}
        onChange={(since) => change({ since })}
      />
    </div>
  );
}
