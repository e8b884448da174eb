import type { SeatModel, Wanted } from './model.ts';
import { seatsOf } from './oracle.ts';
import { type Answer, answerOf, call, inputOf, type SeatRun, wantedBy } from './seat-run.ts';
import { type HoldingAct, ROWS, SEATS } from './steps.ts';

/** One call and its answer. */
interface Played {
  wanted: Wanted;
  answer: Answer;
}

/**
 * Makes calls of different users at the same time, on both servers in turn. There must be an order in which the model
 * explains all answers. Of `holdBest` only what is true at any moment counts: its choice may be from before another
 * call that it did not collide with.
 */
export async function performTogether(run: SeatRun, acts: readonly HoldingAct[]): Promise<void> {
  const played = await Promise.all(
    acts.map(async (act, n): Promise<Played | null> => {
      const input = inputOf(run, act);
      const named =
        'seatIds' in input ? input.seatIds.length + input.places.length + input.general.length : 1;
      if (named === 0) return null;
      const wanted = wantedBy(run, act);
      const server = (act.server + n) % run.servers.length;
      return { wanted, answer: await answerOf(call(run, { ...act, server }, input)) };
    }),
  );
  const calls = played.filter((each) => each !== null);
  const order = ordersOf(calls).find((each) => explains(run.model.copy(), each));
  if (!order) {
    const answers = calls.map(({ wanted, answer }) => ({ wanted, answer: shortOf(answer) }));
    throw new Error(`no order explains ${JSON.stringify({ letters: run.model.letters, answers })}`);
  }
  for (const { wanted, answer } of order) if ('view' in answer) run.model.keep(wanted, answer.view);
  for (const index of run.servers.keys()) run.outdated.add(index);
}

const shortOf = (answer: Answer) =>
  'view' in answer ? answer.view.seats.map(({ place }) => place) : answer;

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

/** Whether the model, which is changed, gives these answers in this order. */
function explains(model: SeatModel, calls: readonly Played[]): boolean {
  return calls.every(({ wanted: given, answer }) => {
    const { replaces } = given;
    const own =
      replaces && replaces !== 'unknown'
        ? (model.reservations.find(({ id }) => id === replaces.id) ?? 'unknown')
        : replaces;
    const wanted = { ...given, replaces: own };
    const expected = model.expect(wanted);
    if (!('view' in answer)) return 'code' in expected && expected.code === answer.code;
    if ('code' in expected) return false;
    const places = answer.view.seats.map(({ place }) => place).sort((a, b) => a - b);
    const seated = places.filter((place) => place < SEATS);
    const old = own && own !== 'unknown' ? own.places : [];
    const isFree = seated.every((place) => model.letters[place] === 'A' || old.includes(place));
    const others = model.takenStanding.filter((place) => !old.includes(place));
    if (!isFree || places.some((place) => others.includes(place))) return false;
    const fits =
      'seats' in wanted
        ? String(seated) === String([...wanted.seats].sort((a, b) => a - b)) &&
          places.length === seated.length + wanted.standing
        : fitsBest(seated, wanted);
    model.keep(wanted, answer.view);
    return fits;
  });
}

const seats = seatsOf(ROWS);

function fitsBest(
  places: readonly number[],
  { quantity, accessible, apart }: Extract<Wanted, { quantity: number }>,
): boolean {
  const [first] = places;
  const together = places.every(
    (place, index) =>
      place === (first ?? 0) + index && seats[place]?.segment === seats[first ?? 0]?.segment,
  );
  const wheelchair = places.some((place) => seats[place]?.letter === 'a');
  return places.length === quantity && (apart || together) && (!accessible || wheelchair);
}
