import { setTimeout as sleep } from 'node:timers/promises';
import type { Daemon } from '../process/daemon.ts';
import { becomePrimary, initiateReplicaSet, type Member } from './replica-set.ts';

/** The limit for a new line in the log: a mongod that recovers writes to its log. */
const TIMEOUT_MILLISECONDS = 60_000;
/** The id of the log message "Waiting for connections", which mongod writes when it has its port. */
const LISTENING = '"id":23016,';

/**
 * Waits until mongod accepts writes: it listens on its port and is primary. Returns false when it ended
 * instead.
 *
 * @throws the signal's reason when it aborts before mongod listens
 */
export async function waitUntilReady(
  member: Member,
  daemon: Daemon,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!(await waitUntilListening(daemon, signal))) return false;
  let ended = false;
  void daemon.exited.then(() => {
    ended = true;
  });
  try {
    if (member.initializing) await initiateReplicaSet(member);
    await becomePrimary(member);
    return true;
  } catch (error) {
    // When mongod has crashed, its log says why, and this error only says that the connection broke.
    await Promise.race([daemon.exited, sleep(500)]);
    if (ended) return false;
    throw error;
  }
}

/**
 * Waits until mongod listens. Returns false when it ended instead.
 *
 * @throws the signal's reason when it aborts before
 */
export async function waitUntilListening(
  { exited, readLog }: Daemon,
  signal?: AbortSignal,
): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  let log = '';
  let deadline = Date.now() + TIMEOUT_MILLISECONDS;
  // The log is read because a connection proves nothing: another program may have taken the port.
  for (; !log.includes(LISTENING); await sleep(20)) {
    signal?.throwIfAborted();
    if (ended || Date.now() > deadline) return false;
    const current = readLog();
    if (current.length > log.length) deadline = Date.now() + TIMEOUT_MILLISECONDS;
    log = current;
  }
  return true;
}
