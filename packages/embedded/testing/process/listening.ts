import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTEN = '0A';

/** Where a process listens: of TCP the local addresses, in hex; of Unix sockets the paths. Linux only. */
export function listening(pid: number): { tcp: string[]; unix: string[] } {
  const inodes = new Set(socketsOf(pid));
  const rows = (name: string) =>
    readFileSync(`/proc/${pid}/net/${name}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/));
  const tcp = [...rows('tcp'), ...rows('tcp6')]
    .filter(([, , , state, , , , , , inode = '']) => state === LISTEN && inodes.has(inode))
    .map(([, address = '']) => address);
  const unix = rows('unix')
    .filter(([, , , , , , inode = '', path]) => path !== undefined && inodes.has(inode))
    .map(([, , , , , , , path = '']) => path);
  return { tcp, unix };
}

/** The inodes of the sockets that the process has open. */
const socketsOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.slice(1) ?? [];
    } catch {
      // Closed since it was listed.
      return [];
    }
  });
