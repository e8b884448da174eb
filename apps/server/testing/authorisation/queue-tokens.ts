import { keyRing } from '@frontrow/domain/kernel/key-ring';
import { QUEUE_KEYS, type SaleName, type Stage } from './stage.ts';

/** What a queue token opens for its holder. */
export type TokenState =
  | 'missing'
  | 'invalid'
  | 'waiting'
  | 'active'
  | 'closed'
  | 'EXPIRED'
  | 'LEFT'
  | 'PAID'
  | 'purged';

export interface QueueTokenKind {
  name: string;
  /** Null: no header. */
  token: string | null;
  state: TokenState;
  holder: 'owner' | 'other' | 'deleted';
  /** The concert that the call asks for. It is the token's own, except of a token for another concert. */
  asks: SaleName;
  /** The token is for another concert than `asks`. */
  elsewhere: boolean;
}

/** Every kind of queue token. Those that are no token ask for the concert in which the owner has a pass. */
export function queueTokensOf(stage: Stage): QueueTokenKind[] {
  const { sales } = stage;
  const entry = (name: string, state: TokenState, asks: SaleName): QueueTokenKind => ({
    ...{ name, state, asks, holder: 'owner', elsewhere: false },
    token: sales[asks].token,
  });
  return [
    entry('active', 'active', 'active'),
    entry('from before the admission', 'active', 'admittedSince'),
    entry('waiting', 'waiting', 'waiting'),
    entry('in the pre-queue', 'waiting', 'prequeue'),
    entry('waited at the close', 'closed', 'closed'),
    entry('expired', 'EXPIRED', 'expired'),
    entry('left', 'LEFT', 'left'),
    entry('paid', 'PAID', 'paid'),
    entry('purged', 'purged', 'purged'),
    {
      ...entry('of another concert', 'active', 'active'),
      token: sales.elsewhere.token,
      elsewhere: true,
    },
    { ...entry('of another user', 'active', 'other'), holder: 'other' },
    { ...entry('of a deleted user', 'LEFT', 'deleted'), holder: 'deleted' },
    ...noTokensOf(stage),
  ];
}

function noTokensOf({ sales, ring, ticket }: Stage): QueueTokenKind[] {
  const { token } = sales.active;
  const [kid = '', payload = '', mac = ''] = token.split('.');
  const [, old] = QUEUE_KEYS;
  const bytes = Buffer.from(payload, 'base64url');
  const changed = Buffer.from(bytes);
  // The number of the owner's entry.
  changed.writeUInt8(changed.readUInt8(60) ^ 1, 60);
  const forged = keyRing('queue-token', [{ kid, secret: 'somebody else guesses it' }]);
  const kinds: Record<string, string> = {
    malformed: 'not-a-token',
    'of dots': '..',
    'cut off': token.slice(0, -1),
    'with a letter more': `${token}A`,
    'without a signature': `${kid}.${payload}.`,
    'with another number': `${kid}.${changed.toString('base64url')}.${mac}`,
    'forged: another secret': forged.seal(payload),
    'forged: the kid of another key': `${old.kid}.${payload}.${mac}`,
    'forged: an unknown kid': `unknown.${payload}.${mac}`,
    'signed for another purpose': keyRing('ticket', QUEUE_KEYS).seal(payload),
    'signed, of another length': ring.seal(bytes.subarray(1).toString('base64url')),
    'signed, of another version': ring.seal(versionChanged(bytes)),
    'the code of a ticket': ticket.code,
    'two tokens': `${token}, ${token}`,
    'in lower case': token.toLowerCase(),
  };
  const common = { holder: 'owner', asks: 'active', elsewhere: false } as const;
  return [
    { name: 'none', token: null, state: 'missing', ...common },
    { name: 'empty', token: '', state: 'missing', ...common },
    ...Object.entries(kinds).map(([name, text]) => ({
      ...{ name, token: text, ...common },
      state: 'invalid' as const,
    })),
  ];
}

/** The version is the byte behind the three ids. */
function versionChanged(bytes: Buffer): string {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(2, 48);
  return changed.toString('base64url');
}
