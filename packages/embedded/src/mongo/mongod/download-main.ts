import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';
import type { Downloaded } from './download.ts';

const tell = (downloaded: Downloaded) =>
  process.send?.(downloaded, () => {
    if (process.connected) process.disconnect();
  });

// Whoever wanted it is gone.
process.once('disconnect', () => process.exit());
try {
  const [, , downloadDir = ''] = process.argv;
  tell({ path: await MongoBinary.getPath({ downloadDir }) });
} catch (error) {
  tell({ reason: error instanceof Error ? error.message : String(error) });
}
