import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { v7 } from 'uuid';
import { Account } from '../entities/balance.ts';
import { Concert, Performance, Section } from '../entities/concert.ts';
import { Draw } from '../entities/draw.ts';
import { Queue } from '../entities/queue.ts';
import { User } from '../entities/user.ts';
import { createOrm } from '../orm.ts';
import { INSERT_SEATS, rowNames } from '../seating.ts';
import { DEMO_CONCERTS, DEMO_USERS, type DemoConcert } from './demo-data.ts';

const DAY_MILLISECONDS = 86_400_000;
/** 19:30 in Seoul, in milliseconds from midnight UTC. Seoul has no daylight saving time. */
const EVENING = 10.5 * 3_600_000;

/** Creates the demo's users, concerts and performances that are missing. It can run repeatedly. */
export async function createDemo(url: string): Promise<void> {
  const orm = createOrm({ url, poolSize: 2, limits: null, applicationName: 'frontrow-seed' });
  try {
    await seedUsers(orm);
    for (const concert of DEMO_CONCERTS) await seedConcert(orm, concert);
  } finally {
    await orm.close(true);
  }
}

async function seedUsers(orm: MikroORM): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    for (const user of DEMO_USERS) {
      if (await em.findOne(User, user.id)) continue;
      em.create(User, { ...user, createdAt: new Date() });
      em.create(Account, { user: user.id, balance: 0 });
    }
  });
}

/** Creates the concert, and new performances until it has enough in the future. */
async function seedConcert(orm: MikroORM, demo: DemoConcert): Promise<void> {
  const { id, title, artist, venue, description } = demo;
  await orm.em.fork().transactional(async (em) => {
    if (!(await em.findOne(Concert, id))) {
      em.create(Concert, {
        id,
        title,
        artist,
        venue,
        description,
        holdLimit: 4,
        createdAt: new Date(),
      });
      em.create(Queue, { concert: id });
      em.create(Draw, { concert: id, round: 1, seed: randomBytes(32) });
      await em.flush();
    }
    const ahead = { concert: id, status: 'SCHEDULED' as const, startsAt: { $gt: new Date() } };
    const dates = await em.find(Performance, ahead, { orderBy: { startsAt: 'desc' } });
    const last =
      dates[0]?.startsAt.getTime() ?? startOfDay(Date.now()) + demo.firstInDays * DAY_MILLISECONDS;
    for (let n = dates.length; n < demo.dates; n++) {
      const days = (n - dates.length + (dates.length > 0 ? 1 : 0)) * DAY_MILLISECONDS;
      const startsAt = new Date(startOfDay(last) + days + EVENING);
      await seedPerformance(em, demo, startsAt);
    }
  });
}

const startOfDay = (time: number) => Math.floor(time / DAY_MILLISECONDS) * DAY_MILLISECONDS;

async function seedPerformance(em: MikroORM['em'], demo: DemoConcert, startsAt: Date) {
  const id = v7();
  const seatsTotal = demo.sections.reduce(
    (sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow,
    0,
  );
  em.create(Performance, { id, concert: demo.id, startsAt, timezone: 'Asia/Seoul', seatsTotal });
  const sections = demo.sections.map(({ name, price, ...shape }, position) => {
    const section = em.create(Section, { id: v7(), performance: id, name, price, position });
    return { section, ...shape };
  });
  await em.flush();
  for (const { section, rows, seatsPerRow } of sections) {
    const values = [id, section.id, section.name, rowNames(rows), seatsPerRow, null];
    await em.getTransactionContext()?.executeQuery(CompiledQuery.raw(INSERT_SEATS.text, values));
  }
}
