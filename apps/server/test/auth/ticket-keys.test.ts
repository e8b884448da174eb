import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { packUuids } from '@frontrow/domain/kernel/uuid';
import { ticketCode, ticketIdIn } from '@frontrow/domain/payment/ticket/ticket-code';
import { secretsFor } from '@frontrow/settings/secrets';
import { parseSettings } from '@frontrow/settings/settings';
import { v7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'frontrow-ticket-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keysOf = (env: Record<string, string>) =>
  keyRing('ticket', secretsFor(parseSettings(env)).ticket);

/** Codes that a version signed with the queue key, in the form of today and the one before, still open. */
function expectOpens(env: Record<string, string>, queueKey: { kid: string; secret: string }) {
  const before = keyRing('ticket', [queueKey]);
  const now = keysOf(env);
  const id = v7();
  expect(ticketIdIn(now, ticketCode(before, id))).toBe(id);
  expect(ticketIdIn(now, before.seal(packUuids(id)))).toBe(id);
  const code = ticketCode(now, id);
  expect(ticketIdIn(now, code)).toBe(id);
  expect(ticketIdIn(before, code)).toBeNull();
}

test('tickets that the queue key of a data folder signed are good after the folder got a ticket secret', () => {
  const stored = { auth: 'an-old-auth-secret', queue: 'an-old-queue-secret' };
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(stored));
  const env = { FRONTROW_DATA: folder };
  expectOpens(env, { kid: 'dev', secret: stored.queue });
  expectOpens(env, { kid: 'dev', secret: stored.queue });
});

test('tickets that QUEUE_SECRET signed are good while TICKET_SECRET lists its key', () => {
  const secret = '0123456789abcdef';
  const env = {
    ...{ NODE_ENV: 'production', TOPUP: 'off', AUTH_SECRET: '23456789abcdef01' },
    ...{ QUEUE_SECRET: `2026:${secret}`, TICKET_SECRET: `t1:123456789abcdef0,2026:${secret}` },
  };
  expectOpens(env, { kid: '2026', secret });
});
