import type { AvailabilityView } from '@frontrow/contract/chart';
import type { SeatSnapshot } from './seat-snapshot.ts';

/** What is told to everybody who has the same version. The objects are shared: nobody may change them. */
export type SharedAvailability = Omit<AvailabilityView, 'mine'>;

interface Known {
  version: number;
  full: SharedAvailability | null;
  /** What changed, by the version since which. */
  since: Map<number, SharedAvailability>;
}

/** How many versions that readers have are remembered at most. */
const MOST_VERSIONS = 32;
/** More changes than these take more bytes than a letter for each place: then all places are sent. */
const MANY_CHANGES = 2_000;
const PLACES_PER_CHANGE = 12;

const known = new WeakMap<SeatSnapshot, Known>();

/**
 * What everybody is told who has this version, or none. It is made once for each version of the snapshot and each
 * version that readers have, however many they are.
 */
export function sharedAvailability(
  snapshot: SeatSnapshot,
  sinceVersion: number | undefined,
): SharedAvailability {
  const { performanceId, version } = snapshot;
  let current = known.get(snapshot);
  if (current?.version !== version) {
    current = { version, full: null, since: new Map() };
    known.set(snapshot, current);
  }
  const since = sinceVersion !== undefined && snapshot.knows(sinceVersion) ? sinceVersion : null;
  const changes = since === null ? null : (current.since.get(since) ?? changesOf(snapshot, since));
  if (since === null || changes === null) {
    current.full ??= {
      ...{ performanceId, version, full: true },
      ...{ places: snapshot.letters, general: snapshot.general },
    };
    return current.full;
  }
  if (current.since.size < MOST_VERSIONS) current.since.set(since, changes);
  return changes;
}

function changesOf(snapshot: SeatSnapshot, version: number): SharedAvailability | null {
  const places = snapshot.changedSince(version);
  if (places.length > Math.max(MANY_CHANGES, snapshot.places / PLACES_PER_CHANGE)) return null;
  const { letters, performanceId } = snapshot;
  // The letter of a standing place is always the same.
  const seats = places.filter((place) => letters[place] !== '-');
  return {
    ...{ performanceId, version: snapshot.version, full: false },
    changed: seats.map((place) => [place, snapshot.stateOf(place)]),
    general: snapshot.general,
  };
}
