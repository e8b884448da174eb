/** A statement that returns up to 20 violations of one invariant. $1 concert or null for all, $2 now. */
export interface AuditCheck {
  name: string;
  text: string;
  /** How many parameters it has; 2 unless given. */
  parameters?: number;
}

/** What a look of the audit checks by its id, together with the rows that belong to it. */
export type Unit = 'user' | 'reservation' | 'seat' | 'performance' | 'entry' | 'concert';

/** A statement that returns up to 20 violations of one invariant by some units. $1 their ids, $2 now. */
export interface UnitCheck extends AuditCheck {
  unit: Unit;
}

/** A condition on what is checked: by the ids of units, or by the concert. Both read $1. */
export type Scope = (condition: { units: string; concert: string }) => string;

export const OF_CONCERT: Scope = ({ concert }) => `($1::uuid is null or ${concert})`;
export const OF_UNITS: Scope = ({ units }) => `(${units})`;

export const NOW = 't as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)';

/** The same check by concert and by units. */
export function checkOf(
  { name, unit }: Pick<UnitCheck, 'name' | 'unit'>,
  text: (of: Scope) => string,
): [AuditCheck, UnitCheck] {
  return [
    { name, text: text(OF_CONCERT) },
    { name, unit, text: text(OF_UNITS) },
  ];
}
