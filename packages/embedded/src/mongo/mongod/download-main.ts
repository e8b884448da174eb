import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';

/** Downloads a mongod into the folder of the first argument. The last line of its output is the path. */
try {
  const [, , downloadDir = ''] = process.argv;
  process.stdout.write(`\n${await MongoBinary.getPath({ downloadDir })}\n`);
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
