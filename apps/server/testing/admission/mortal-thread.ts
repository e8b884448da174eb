/* The thread that admits, which a test can end as an error that nobody catches does. */
const orders = new BroadcastChannel('frontrow-end-of-admission');
orders.onmessage = () => {
  throw new Error('ended by the test');
};
await import('../../src/admission/admission-thread.ts');
