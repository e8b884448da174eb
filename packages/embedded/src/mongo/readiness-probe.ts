import { setTimeout as sleep } from 'node:timers/promises';
import type { Daemon } from '../process/daemon.ts';
import { initiate, type Member, takeUp } from './replica-set.ts';

/** How long it may say nothing; one that recovers goes on writing to its log. */
const PATIENCE_MILLISECONDS = 60_000;
/** The message of a mongod that has its port. */
const LISTENS = '"id":23016,';

/**
 * Waits until the mongod takes writes as the only member of its set, at its port, with its user. False
 * when it ended instead.
 *
 * @throws the signal's reason, when it comes while mongod starts
 */
export async function isReady(
  member: Member,
  { exited, said }: Daemon,
  signal?: AbortSignal,
): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  let log = '';
  let end = Date.now() + PATIENCE_MILLISECONDS;
  // It says so itself: another program may be what answers at that port.
  for (; !log.includes(LISTENS); await sleep(20)) {
    signal?.throwIfAborted();
    if (ended || Date.now() > end) return false;
    const now = said();
    if (now.length > log.length) end = Date.now() + PATIENCE_MILLISECONDS;
    log = now;
  }
  try {
    if (member.making) await initiate(member);
    await takeUp(member);
    return true;
  } catch (error) {
    await Promise.race([exited, sleep(500)]);
    if (ended) return false;
    throw error;
  }
}
