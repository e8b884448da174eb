/** A statement that returns up to 20 violations of one invariant. $1 concert or null for all, $2 now. */
export interface AuditCheck {
  name: string;
  text: string;
}

export const NOW = 't as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)';
