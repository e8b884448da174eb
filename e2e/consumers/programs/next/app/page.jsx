import { frontrow } from './frontrow.js';
import { WaitingRoom } from './waiting-room.jsx';

async function concerts() {
  'use cache';
  return (await frontrow.concert.list.query()).items;
}

/** Rendered during the build. */
export default async function Page() {
  const [concert] = await concerts();
  return (
    <main>
      <h1>{concert.title}</h1>
      <WaitingRoom concertId={concert.id} />
    </main>
  );
}
