import type { QueueTicket } from '@frontrow/contract/queue';
import { purgeQueueTokens } from '@frontrow/domain/queue/purge';
import { expect } from 'vitest';
import { type Answer, type Call, gist, isPossible, make } from './model-calls.ts';
import { drawOn, provenDraw } from './model-draw.ts';
import { HOLD_SECONDS, type House, limitsAtStart } from './model-house.ts';
import type { Place } from './model-place.ts';
import { predict, ticketOf } from './model-predict.ts';
import { type OpenDraw, QueueModel } from './model-queue.ts';
import { rowsOf } from './model-rows.ts';
import { outcomeOf, type Refused } from './model-servers.ts';
import type { Act, Run, Settings, Step } from './model-steps.ts';
import { syncFrom } from './model-sync.ts';
import { Told } from './model-told.ts';

/** What calls that run at the same time may be refused with. */
const TOGETHER = new Set([
  ...['QUEUE_CLOSED', 'QUEUE_TOKEN_EXPIRED', 'QUEUE_WAITING'],
  ...['SEAT_UNAVAILABLE', 'HOLD_EXPIRED', 'ALREADY_PAID'],
]);

/** One queue and its model, which go through the same steps. */
export class Life {
  readonly house: House;
  readonly model: QueueModel;
  /** Of the place that each user had last. */
  readonly told = new Map<number, Told>();
  readonly #silent = new Set<number>();
  /** The hash of each draw's seed, as it was published before anybody joined it. */
  readonly #promises = new Map<number, string>();
  readonly #drawn = new Set<number>();

  constructor(house: House, run: Run) {
    this.house = house;
    const source = run.source ? 'a beacon' : null;
    this.model = new QueueModel(limitsAtStart(run, house.world.now), source);
  }

  placeOf(told: Told): Place {
    const place = this.model.places.find(({ tokenId }) => tokenId === told.tokenId);
    if (!place) throw new Error('the model does not know this place');
    return place;
  }

  /** Notes the promise of the draw that is open to joins. */
  async noteDraw(): Promise<void> {
    const { round } = this.model;
    if (this.#promises.has(round)) return;
    const { seedHash } = await drawOn(this.house.server(0), this.house.concertId, round);
    this.#promises.set(round, seedHash);
  }

  async step(step: Step): Promise<void> {
    const { house } = this;
    switch (step.do) {
      case 'pass':
        return house.world.pass(step.seconds);
      case 'configure':
        return this.configure(step.settings);
      case 'restart':
        return house.restart(step.server);
      case 'abandon':
        this.#silent.add(step.user);
        return;
      case 'publish':
        return this.#publish(step.server);
      case 'purge': {
        const options = { retentionSeconds: 60, batch: 100 };
        await purgeQueueTokens(house.server(step.server).ctx, options);
        return;
      }
      case 'burst':
        return this.#burst(step.acts);
      default: {
        const call = this.#callOf(step);
        if (!call) return;
        const outcome = await outcomeOf(make(call));
        const { admissions } = await rowsOf(house.world.pool, house.concertId);
        const admitted = admissions.length - this.model.admissions.length;
        const expected = await this.#predict(call, outcome, admitted);
        expect(gist(outcome)).toEqual(expected);
        this.#hear(call.act.user, outcome);
      }
    }
  }

  async configure(settings: Settings): Promise<void> {
    Object.assign(this.model.limits, await this.house.configure(settings));
  }

  /** The users whose page is closed come back once their place has ended. */
  forgive(user: number): void {
    this.#silent.delete(user);
  }

  #callOf(wanted: Act): Call | null {
    const { house, model } = this;
    const fitting = wanted.aimed ? this.#fitting(wanted) : [];
    const user = fitting[wanted.user % Math.max(1, fitting.length)] ?? wanted.user;
    const act = { ...wanted, user };
    if (this.#silent.has(act.user) && act.do !== 'admit') return null;
    const told = this.told.get(act.user);
    const holds = told ? this.placeOf(told).holds : [];
    const taken = new Set(model.places.flatMap((place) => place.taken(house.now)));
    const free = house.seatIds.filter((seatId) => !taken.has(seatId));
    const call: Call = {
      act,
      server: house.server(act.server),
      caller: house.caller(act.user),
      concertId: house.concertId,
      performanceId: house.performanceId,
      token: told?.token(act.old) ?? null,
      seatId: free[act.pick % Math.max(1, free.length)] ?? null,
      hold: holds[act.pick % Math.max(1, holds.length)] ?? null,
    };
    return isPossible(call) ? call : null;
  }

  /** The users for whom a call makes sense. */
  #fitting({ do: name }: Act): number[] {
    const { model, house } = this;
    const { now } = house;
    const holding = (place: Place) => place.liveHolds(now).length > 0;
    const active = model.in('ACTIVE', now);
    if (name === 'pay' || name === 'release') return active.filter(holding).map(userOf);
    if (name === 'hold' || name === 'visit') return active.map(userOf);
    const live = model.places.filter((place) => place.stage(now) !== 'ENDED').map(userOf);
    if (name !== 'join') return live;
    return [...house.callers.keys()].filter((user) => !live.includes(user));
  }

  async #predict(
    { act, hold, seatId }: Call,
    outcome: Answer | Refused,
    admitted: number,
  ): Promise<unknown> {
    const { model, house } = this;
    const { now } = house;
    if (act.do === 'admit') {
      await model.draw(now, (draw) => this.#prove(draw));
      const next = model.admissible(now).length;
      model.admitted(now, admitted);
      return { admitted: next };
    }
    if (act.do === 'join') {
      const ticket = ticketIn(outcome);
      const tokenId = ticket && house.tokenIdOf(ticket);
      const joined = model.join(now, { user: act.user, tokenId }, admitted);
      if (joined === 'QUEUE_CLOSED') return { code: joined, position: null };
      expect(tokenId).toBe(joined.tokenId);
      return ticketOf(model, joined, now);
    }
    const told = this.told.get(act.user);
    if (!told) throw new Error('a call without a place');
    const place = this.placeOf(told);
    const reservationId =
      typeof outcome === 'object' && 'reservation' in outcome ? outcome.reservation.id : '';
    const expiresAt = now + HOLD_SECONDS * 1000;
    const made = { reservationId, seatId: seatId ?? '', expiresAt, state: 'HELD' as const };
    const known = act.do === 'hold' ? made : hold;
    const expected = predict(model, { act, place, now, hold: known });
    model.admitted(now, admitted);
    return expected;
  }

  #hear(user: number, outcome: Answer | Refused): void {
    const ticket = ticketIn(outcome);
    if (!ticket) return;
    const tokenId = this.house.tokenIdOf(ticket);
    const told = this.told.get(user);
    if (told?.tokenId === tokenId) told.hear(ticket);
    else this.told.set(user, new Told(tokenId, [ticket]));
  }

  async #publish(server: number): Promise<void> {
    const [draw] = this.model.draws;
    const due = draw?.listed === true && draw.source !== null && draw.publicValue === null;
    const value = `value ${draw?.round}`;
    const { house } = this;
    const { services } = house.server(server);
    const input = { concertId: house.concertId, value };
    const outcome = await outcomeOf(services.admin.publishDrawValue(house.operator, input));
    expect('code' in outcome ? outcome.code : 'ok').toBe(due ? 'ok' : 'VALIDATION_FAILED');
    if (due && draw) draw.publicValue = value;
  }

  /** Any server may be asked for a draw from now on: all of them have worked it out. */
  async #prove(draw: OpenDraw): Promise<Map<string, number>> {
    const { servers, concertId } = this.house;
    this.#drawn.add(draw.round);
    const promised = this.#promises.get(draw.round) ?? 'nothing';
    return provenDraw(servers, { concertId, round: draw.round, promised }, draw.entrants);
  }

  /** Runs calls at the same time; what came of them is what the database says. */
  async #burst(acts: Act[]): Promise<void> {
    const { house, model } = this;
    const calls = acts.map((act) => this.#callOf(act)).filter((call) => call !== null);
    const outcomes = await Promise.all(calls.map((call) => outcomeOf(make(call))));
    const tickets = new Map<number, QueueTicket[]>();
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome !== 'ok' && 'code' in outcome) expect(TOGETHER).toContain(outcome.code);
      const ticket = ticketIn(outcome);
      const user = calls[index]?.act.user ?? 0;
      if (ticket) tickets.set(user, [...(tickets.get(user) ?? []), ticket]);
    }
    const rows = await rowsOf(house.world.pool, house.concertId);
    syncFrom(
      model,
      rows,
      house.callers.map(({ userId }) => userId),
    );
    for (const { round, frozen, numbered, entrants } of rows.draws) {
      if (!frozen || numbered !== entrants || this.#drawn.has(round)) continue;
      const places = await this.#prove({ ...blank, round, entrants: model.ofRound(round) });
      const after = rows.draws.find((draw) => draw.round === round)?.afterNumber ?? 0;
      for (const { tokenId, number } of model.ofRound(round)) {
        if (number !== null) expect(number).toBe(after + (places.get(tokenId) ?? 0));
      }
    }
    for (const [user, theirs] of tickets) this.#hearTogether(user, theirs);
  }

  #hearTogether(user: number, tickets: QueueTicket[]): void {
    const known = this.told.get(user);
    for (const [tokenId, [first, ...rest]] of Map.groupBy(tickets, this.house.tokenIdOf)) {
      if (!first) continue;
      if (known?.tokenId === tokenId) known.hearTogether([first, ...rest]);
      else this.told.set(user, new Told(tokenId, [first, ...rest]));
    }
    const place = this.model.live(user, this.house.now);
    // A place whose answer nobody got: its user finds it by joining.
    if (place && this.told.get(user)?.tokenId !== place.tokenId) this.told.delete(user);
  }
}

const userOf = ({ user }: Place): number => user;

const blank = { afterNumber: 0, source: null, publicValue: null, listed: true };

const ticketIn = (outcome: Answer | Refused): QueueTicket | null =>
  typeof outcome === 'object' && 'ticket' in outcome ? outcome.ticket : null;
