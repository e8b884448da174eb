import { parentPort, workerData } from 'node:worker_threads';
import { placesOf } from '@frontrow/contract/draw/draw-order';

/** A worker thread that computes one draw: a million keys take one to two seconds. */
const { seed, publicValue, entrants } = workerData as {
  seed: Uint8Array;
  publicValue: string | null;
  entrants: Uint8Array;
};
const places = placesOf(seed, publicValue, entrants);
const order = new Uint32Array(places.length);
for (const [index, place] of places.entries()) order[place - 1] = index + 1;
parentPort?.postMessage({ places, order }, [
  places.buffer as ArrayBuffer,
  order.buffer as ArrayBuffer,
]);
