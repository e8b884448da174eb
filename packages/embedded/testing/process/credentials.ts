import { readFileSync } from 'node:fs';

/** The user and the effective capabilities of a process. */
export function credentialsOf(pid: number): { uid: number; capabilities: bigint } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\w+)`, 'm').exec(status)?.[1] ?? '';
  return { uid: Number(field('Uid')), capabilities: BigInt(`0x${field('CapEff')}`) };
}
