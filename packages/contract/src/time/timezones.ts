import { getAllTimezones } from 'countries-and-timezones';
import { z } from 'zod';

/*
 * Names of time zones. The list is that of a pinned package and not the runtime's: a runtime takes names that are no
 * zone (`BST` is Dhaka to one and London to another), in any case, and another machine takes others.
 */

/** The zone of each name of the IANA list. A link, which is another name of a zone, has that zone. */
const ZONES: ReadonlyMap<string, string> = new Map(
  Object.values(getAllTimezones({ deprecated: true }))
    // A placeholder of the list for a machine without a time zone.
    .filter(({ name }) => name !== 'Factory')
    .map(({ name, aliasOf }) => [name, aliasOf ?? name] as const)
    // The list has it as a link to Etc/UTC. It is what runtimes and databases call it, and our default.
    .concat([['UTC', 'UTC']]),
);

/** The zone that a name of the IANA list stands for, in the list's spelling; null if it is not in the list. */
export const zoneOf = (name: string): string | null => ZONES.get(name) ?? null;

/** The zones by their names in lower case, for names that were stored as somebody typed them. */
export const zonesByLowerCase: ReadonlyMap<string, string> = new Map(
  [...ZONES].map(([name, zone]) => [name.toLowerCase(), zone]),
);

/** A name of the IANA list in its spelling. A link is converted to its zone, such as Asia/Calcutta to Asia/Kolkata. */
export const timezone = z
  .string()
  .refine((name) => zoneOf(name) !== null, 'must be an IANA time zone')
  .overwrite((name) => zoneOf(name) ?? name);
