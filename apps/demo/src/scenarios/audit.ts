import type { DemoFixture } from '../fixture.ts';
import type { Report } from '../report.ts';

/** The audit checks all data of the server, not only those of this run. */
export async function audit({ operator }: DemoFixture, report: Report): Promise<void> {
  const { checks } = await report.expectAnswer(
    'The operator runs the audit',
    () => operator.api.admin.audit.query({}),
    ({ ok, checks: all }) => ({
      ok: ok && all.length > 0,
      text: `${all.filter((check) => check.ok).length} of ${all.length} invariants hold`,
    }),
  );
  for (const { name, ok, violations } of checks) {
    report.note(`${ok ? 'holds' : 'BROKEN'}: ${name}${ok ? '' : ` ${JSON.stringify(violations)}`}`);
  }
}
