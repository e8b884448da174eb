import type { ApiSource, ProcedureSource } from '@frontrow/api-reference/model/procedure-sources';

export interface Procedure extends ProcedureSource {
  /** Whether a call must send a queue token. */
  needsToken: boolean;
}

/** The procedures of packages/api/src/procedures.ts that others are built on: whether they need a queue token. */
const NEEDS_TOKEN: ReadonlyMap<string, boolean> = new Map([
  ['publicProcedure', false],
  ['userProcedure', false],
  ['operatorProcedure', false],
  ['doorProcedure', false],
  ['userAdminProcedure', false],
  ['verifiedTokenProcedure', true],
  ['queueTokenProcedure', true],
  ['watchProcedure', true],
]);

/** Every procedure of `appRouter`, in the order of the routers. */
export function proceduresOf({ procedures }: ApiSource): Procedure[] {
  return [...procedures].map(([path, source]) => {
    const needsToken = NEEDS_TOKEN.get(source.base);
    if (needsToken === undefined) {
      throw new Error(
        `${path} is built on ${source.base}: say in NEEDS_TOKEN of ${import.meta.filename} whether that needs a queue token`,
      );
    }
    return { ...source, needsToken };
  });
}
