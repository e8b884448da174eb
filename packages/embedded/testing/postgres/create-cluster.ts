import { startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';

export interface PreparedUrls {
  /** As the superuser, who owns the database. */
  ownerUrl: string;
  /** As the role of servers and workers. */
  appUrl: string;
}

/**
 * Creates a data folder with a cluster that does not run, whose database `prepare` has filled. The caller
 * removes it, or else the next run does when this process has ended.
 */
export async function createCluster(
  prepare: (urls: PreparedUrls) => Promise<unknown> = async () => {},
): Promise<string> {
  const folder = temporaryFolder('data');
  const { url, appUrl, stop } = await startEmbeddedPostgres({ folder, durable: false });
  try {
    await prepare({ ownerUrl: url, appUrl });
  } finally {
    await stop();
  }
  return folder;
}
