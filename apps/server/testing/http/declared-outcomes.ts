import { declaredErrors } from '@frontrow/api/errors/declared-errors';
import { appRouter } from '@frontrow/api/root';
import type { ProcedureMeta } from '@frontrow/api/trpc';
import type { CallLogger } from '../../src/log/access-log.ts';

/** A logger of a server under test, which compares the outcomes of calls with their declarations. */
export interface OutcomeCheck {
  log: CallLogger;
  /** The fields of each error line. */
  faults: object[];
  /** @throws Error naming each call that was answered with an error code its procedure does not declare */
  expectDeclared(): void;
}

const PROCEDURES: Record<string, unknown> = appRouter._def.procedures;

export function checkOutcomes(): OutcomeCheck {
  const undeclared = new Set<string>();
  const read = (fields: object) => {
    const { calls = [] } = fields as { calls?: string[] };
    for (const call of calls) if (!isDeclared(call)) undeclared.add(call);
  };
  const faults: object[] = [];
  const error = (fields: object) => void faults.push(fields);
  const log: CallLogger = { info: read, warn() {}, error, child: () => log };
  return {
    log,
    faults,
    expectDeclared() {
      if (undeclared.size === 0) return;
      const calls = [...undeclared].sort().join(', ');
      throw new Error(
        `error codes not in the procedure's .meta({ errors }) in packages/api/src/routers: ${calls}`,
      );
    },
  };
}

/** @param call as in the access log: `reservation.hold SEAT_UNAVAILABLE` */
function isDeclared(call: string): boolean {
  const [path = '', outcome = ''] = call.split(' ');
  if (outcome === 'ok') return true;
  const procedure = PROCEDURES[path] as { _def: { meta?: ProcedureMeta } } | undefined;
  return declaredErrors(procedure?._def.meta ?? {}).some((code) => code === outcome);
}
