/*
 * What secrets have to be in production. The rules are about mistakes: a placeholder that was left, or one
 * secret that was pasted twice. They do not measure how random a secret is.
 */

const LEAST_CHARACTERS = 16;
/** Of 16 random hexadecimal digits fewer than 5 are different in one of 2 million cases. */
const LEAST_DIFFERENT = 5;

const SINGLE_SETTINGS = ['AUTH_SECRET', 'STRIPE_SECRET_KEY'] as const;
/** Comma lists of `kid:secret`. */
const KEY_SETTINGS = ['QUEUE_SECRET', 'TICKET_SECRET'] as const;

interface GivenSecret {
  setting: string;
  secret: string;
  /** The first key of a setting signs. */
  signs: boolean;
}

/**
 * Checks the unparsed secrets of a process in production.
 *
 * @returns a line for each problem, which begins with the settings that have it
 */
export function secretProblems(given: Record<string, string | undefined>): string[] {
  const secrets = secretsIn(given);
  const settings = [...new Set(secrets.map(({ setting }) => setting))];
  const problems = settings.flatMap((name) => {
    const own = secrets.filter(({ setting }) => setting === name).map(({ secret }) => secret);
    const repeats = new Set(own).size < own.length ? ['lists a secret twice'] : [];
    return [...new Set([...own.flatMap(weaknessOf), ...repeats])].map((text) => `${name}: ${text}`);
  });
  for (const [index, one] of settings.entries()) {
    for (const other of settings.slice(index + 1)) {
      if (secrets.some((first) => first.setting === one && isMisused(first, other, secrets))) {
        problems.push(`${one}, ${other}: have a secret in common${exceptionOf(one, other)}`);
      }
    }
  }
  return problems;
}

function secretsIn(given: Record<string, string | undefined>): GivenSecret[] {
  const single = SINGLE_SETTINGS.flatMap((setting) => {
    const secret = given[setting];
    return secret ? [{ setting, secret, signs: true }] : [];
  });
  const keys = KEY_SETTINGS.flatMap((setting) =>
    (given[setting]?.split(',') ?? []).map((pair, index) => {
      const secret = pair.slice(pair.indexOf(':') + 1).trim();
      return { setting, secret, signs: index === 0 };
    }),
  );
  const messages = (given.STRIPE_WEBHOOK_SECRET?.split(',') ?? []).map((secret) => ({
    setting: 'STRIPE_WEBHOOK_SECRET',
    secret: secret.trim(),
    signs: true,
  }));
  return [...single, ...keys, ...messages];
}

function weaknessOf(secret: string): string[] {
  if (secret.length < LEAST_CHARACTERS) {
    return [`a secret must have ${LEAST_CHARACTERS} characters or more in production`];
  }
  if (isRepetition(secret) || new Set(secret).size < LEAST_DIFFERENT) {
    const text = `must not repeat a short pattern or have fewer than ${LEAST_DIFFERENT} different characters`;
    return [`a secret ${text} in production`];
  }
  return [];
}

/** Whether the text is a pattern that is too short for a secret, twice or more often, the last time perhaps cut. */
function isRepetition(text: string): boolean {
  const longest = Math.min(LEAST_CHARACTERS - 1, Math.floor(text.length / 2));
  for (let length = 1; length <= longest; length++) {
    if (text.slice(length) === text.slice(0, -length)) return true;
  }
  return false;
}

/** A key that signed tickets before TICKET_SECRET existed may stand in it, where it only verifies. */
const isMisused = (one: GivenSecret, setting: string, all: readonly GivenSecret[]): boolean =>
  all.some(
    (other) =>
      other.setting === setting &&
      other.secret === one.secret &&
      !(one.setting === 'QUEUE_SECRET' && setting === 'TICKET_SECRET' && !other.signs),
  );

const exceptionOf = (one: string, other: string): string =>
  one === 'QUEUE_SECRET' && other === 'TICKET_SECRET'
    ? ': a key of QUEUE_SECRET may stand in TICKET_SECRET only after its first key'
    : ', which is for one purpose only';
