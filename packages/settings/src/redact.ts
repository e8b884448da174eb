/*
 * What may be written to a log, a terminal or a file. Messages of errors come from drivers, databases and
 * libraries, which quote in them what they were given.
 */

const HIDDEN = '[hidden]';
/** Longer texts are cut: an error may quote a whole body. */
const MAX_CHARACTERS = 4_000;
/** A shorter secret would hide parts of ordinary words. */
const MIN_SECRET_CHARACTERS = 6;

/** Passwords in URLs, tokens by their form, and what databases and JSON parsers quote. */
const PATTERNS: readonly [RegExp, string][] = [
  [/(?<!\bfile):\/\/[^\s"']*@/g, `://${HIDDEN}@`],
  [/\bBearer\s+[^\s"',}]+/gi, `Bearer ${HIDDEN}`],
  [/\beyJ[\w.-]*/g, HIDDEN],
  [/[\w-]+\.[\w-]{16,}\.[\w-]{16,}/g, HIDDEN],
  [/\b[0-9a-f]{64}\b/gi, HIDDEN],
  // Keys of Stripe, and the secrets of its webhooks.
  [/\b(?:[rs]k_(?:live|test)|whsec)_\w+/g, HIDDEN],
  [/\bKey \([^)]*\)=\(.*/g, `Key ${HIDDEN}`],
  [/\bFailing row contains .*/g, `Failing row contains ${HIDDEN}`],
  [/\bdup key: .*/g, `dup key: ${HIDDEN}`],
  [/(?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON/g, `${HIDDEN} is not valid JSON`],
];

/** The text without tokens, passwords of URLs, quoted rows and the given secrets. At most 4,000 characters. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const short = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}...` : text;
  const rest = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), short);
  return PATTERNS.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    rest,
  );
}

/** The secrets of an environment: keys, passwords of database URLs, and what is called a secret. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): string[] {
  const found = Object.entries(env).flatMap(([name, value = '']) => {
    if (/^(QUEUE|TICKET)_SECRET$/.test(name)) {
      return value.split(',').map((pair) => pair.slice(pair.indexOf(':') + 1).trim());
    }
    if (name === 'STRIPE_WEBHOOK_SECRET') return value.split(',').map((secret) => secret.trim());
    if (/_(SECRET|SECRET_KEY)$|PASSWORD/.test(name)) return [value];
    return /_URL$/.test(name) ? passwordsIn(value) : [];
  });
  return [...new Set(found)].filter(({ length }) => length >= MIN_SECRET_CHARACTERS);
}

/** As it is written and decoded. A MongoDB URL with several hosts is no URL for the parser of URLs. */
function passwordsIn(url: string): string[] {
  const written = /^[a-z+]+:\/\/[^:@/]*:(.*)@/.exec(url)?.[1] ?? '';
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
