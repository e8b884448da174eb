/**
 * Lets the pages open without a network, after one visit: the page itself, and the files of the pages that show
 * tickets. Only files whose names change with their content are answered from here; the page is asked for each time,
 * and the copy is taken when no answer comes. Answers of the API never come here: they are another origin's, or no
 * page and no such file.
 *
 * It is a file of its own, without imports, which the build completes (build/offline-files.ts).
 */
declare const self: ServiceWorkerGlobalScope;
/** The files that the pages with tickets need, and a name for all files of this build. Put in by the build. */
declare const FILES: string[];
declare const BUILD: string;

const PREFIX = 'site-';
const CACHE = PREFIX + BUILD;
/** The page of the site, whatever its address. */
const PAGE = '/';
/** A network that gives no answer for so long counts as none. */
const PAGE_MILLISECONDS = 5_000;
/** A proxy answers with these when the site is away. */
const AWAY = [502, 503, 504];

self.addEventListener('install', (event) => {
  // A new build takes over at once: it changes only which copies there are.
  event.waitUntil(Promise.all([keepFiles(), self.skipWaiting()]));
});
self.addEventListener('activate', (event) => event.waitUntil(forgetOldBuilds()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(file(event));
});

/** Keeps the page in the visitor's language, the files that it names, and those of the pages with tickets. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`the page is not there: ${answer.status}`);
  const html = await answer.clone().text();
  const named = Array.from(html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g), ([, path]) => path);
  await cache.addAll([...new Set([...named, ...FILES])] as string[]);
  // The page last: if there is one, its files are there too.
  await cache.put(PAGE, answer);
}

/** The build before stays: a tab that was opened with it may still load parts of it. */
async function forgetOldBuilds(): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(builds.slice(0, -1).map((name) => caches.delete(name)));
}

async function page(request: Request): Promise<Response> {
  const fromNetwork = fetch(request);
  const kept = await caches.open(CACHE).then((cache) => cache.match(PAGE, { ignoreVary: true }));
  if (!kept) return fromNetwork;
  const tooLate = new Promise<Response>((resolve) => {
    setTimeout(() => resolve(kept), PAGE_MILLISECONDS);
  });
  const answer = fromNetwork.then(
    (response) => (AWAY.includes(response.status) ? kept : response),
    () => kept,
  );
  return Promise.race([answer, tooLate]);
}

/** A file of any build that is kept; what is not is kept from now on, for the next visit without a network. */
async function file(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) {
    const copy = response.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(request, copy)));
  }
  return response;
}
