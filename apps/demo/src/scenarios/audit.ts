import type { Journal } from '../journal.ts';
import type { Stage } from '../stage.ts';

/** What has to be true of everything that this program holds, not only of this run. */
export async function audit({ operator }: Stage, journal: Journal): Promise<void> {
  const { checks } = await journal.answered(
    'The operator has everything checked',
    () => operator.api.admin.audit.query({}),
    ({ ok, checks: all }) => ({
      ok: ok && all.length > 0,
      words: `${all.filter((check) => check.ok).length} of ${all.length} invariants hold`,
    }),
  );
  for (const { name, ok, violations } of checks) {
    journal.note(
      `${ok ? 'holds' : 'BROKEN'}: ${name}${ok ? '' : ` ${JSON.stringify(violations)}`}`,
    );
  }
}
