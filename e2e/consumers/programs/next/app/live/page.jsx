import { Suspense } from 'react';
import { frontrow } from '../frontrow.js';

async function Concerts() {
  const titles = [];
  for await (const { title } of frontrow.concert.list.all()) titles.push(title);
  return titles.map((title) => <h1 key={title}>{title}</h1>);
}

/** The list is rendered at each request. Next refuses to build it if the time is read before the fetch. */
export default function Page() {
  return (
    <Suspense fallback={<p>One moment.</p>}>
      <Concerts />
    </Suspense>
  );
}
