import { createHash, randomBytes } from 'node:crypto';
import type { Drawing } from '@frontrow/contract/chart/drawing';
import { layoutOf, placesOf } from '@frontrow/contract/chart/layout';
import type { MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { v7 } from 'uuid';
import { Account } from '../entities/balance.ts';
import { Chart, Concert, Performance, Section } from '../entities/concert.ts';
import { Draw } from '../entities/draw.ts';
import { Queue } from '../entities/queue.ts';
import { User } from '../entities/user.ts';
import { createOrm } from '../orm.ts';
import { INSERT_SEATS, seatRowsOf, seatValues } from '../seating/seat-rows.ts';
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

/** Writes the chart of the concert's venue if it is missing. Returns it. */
async function seedChart(em: MikroORM['em'], { chart, venue }: DemoConcert): Promise<Drawing> {
  const drawing = chart.draw();
  if (await em.findOne(Chart, chart.id)) return drawing;
  const hash = createHash('sha256').update(JSON.stringify(drawing)).digest('hex');
  const places = placesOf(drawing);
  em.create(Chart, { id: chart.id, name: venue, drawing, places, hash, createdAt: new Date() });
  await em.flush();
  return drawing;
}

async function seedPerformance(em: MikroORM['em'], demo: DemoConcert, startsAt: Date) {
  const drawing = await seedChart(em, demo);
  const layout = layoutOf(drawing);
  const id = v7();
  em.create(Performance, {
    ...{ id, concert: demo.id, startsAt, timezone: 'Asia/Seoul', seatsTotal: layout.places },
    ...{ chart: demo.chart.id, orphanRule: demo.orphanRule },
  });
  const sections = layout.sections.map((section, position) => {
    const price = demo.prices[section.category] ?? 0;
    return em.create(Section, { ...section, id: v7(), performance: id, position, price });
  });
  await em.flush();
  for (const values of seatValues(seatRowsOf(drawing, layout), id, { sections, now: null })) {
    await em.getTransactionContext()?.executeQuery(CompiledQuery.raw(INSERT_SEATS.text, values));
  }
}
