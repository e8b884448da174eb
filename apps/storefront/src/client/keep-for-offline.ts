/** Starts the service worker, once the page has loaded all that it shows: it fetches files too. */
export function keepForOffline(): void {
  // An old browser, or a site without TLS.
  if (!('serviceWorker' in navigator)) return;
  const start = () =>
    navigator.serviceWorker.register('/service-worker.js').catch(() => {
      // The pages work without, with a network.
    });
  if (document.readyState === 'complete') void start();
  else addEventListener('load', start, { once: true });
}
