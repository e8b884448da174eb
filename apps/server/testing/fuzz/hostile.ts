import fc from 'fast-check';
import superjson from 'superjson';

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'length', 'amount', '', '0'];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\0', 'a\0b', '\ud800', 'a\udfff', "'; drop table seat; --", '%', '../..'),
  fc.constantFrom('__proto__', 'constructor', '2030-01-01', '1e309', 'HELD', 'UTC', '\u200b'),
  fc.constantFrom('$concertId', '$performanceId', '$reservationId', '$userId', '$seatId'),
);
const number = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 1.5, 2 ** 31, 2 ** 53, 1e308, -1e308, 5e-324),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 10n ** 30n),
  fc.double(),
);
const time = fc.constantFrom(
  ...[8.64e15, -8.64e15, 0, Number.NaN, Date.parse('0000-01-01')].map((at) => new Date(at)),
);

/** What is put in the place of a field. superjson writes it, as a client would. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  number,
  time,
  fc.constantFrom<unknown>(null, undefined, true, [], {}, [[]], ['x', 'x'], [null]),
  fc.constantFrom<unknown>(new Set([1]), new Map([[1, 2]]), /(a+)+$/, new Uint8Array(3)),
  fc.array(fc.oneof(text, number), { maxLength: 5 }),
  fc.dictionary(fc.oneof(text, fc.constantFrom('name', 'price')), number, {
    maxKeys: 4,
    noNullPrototype: true,
  }),
);

/** JSON text, up to the limit of a body, that is made to be expensive for something that reads it. */
const expensive = fc
  .tuple(fc.constantFrom('deep', 'deep objects', 'wide', 'keys', 'text', 'digits'), fc.nat(250_000))
  .map(([kind, size]) => expensiveText(kind, size));

const LETTERS = ['x', ' ', '\u00e9', '\\u0000', '\\ud800', '\u200d', '\u{1f600}', 'e\u0301'];

function expensiveText(kind: string, size: number): string {
  if (kind === 'deep') return '['.repeat(size / 2) + ']'.repeat(size / 2);
  if (kind === 'deep objects') return `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`;
  if (kind === 'wide')
    return `[${['0', '""', '[]', '{}', 'null'][size % 5]}${',0'.repeat(size / 2)}]`;
  if (kind === 'keys') {
    const keys = Array.from({ length: size / 10 }, (_, n) => `"${n}":1`);
    return `{${keys.join(',')}}`;
  }
  const letter = LETTERS[size % LETTERS.length] ?? 'x';
  return kind === 'digits' ? '9'.repeat(size + 1) : `"${letter.repeat(size / letter.length / 2)}"`;
}

const TYPES = [
  ...[['Date'], ['undefined'], ['set'], ['map'], ['bigint'], ['number'], ['regexp'], ['URL']],
  ...[['Error'], [['typed-array', 'Float64Array']], [['class', 'Object']], [['symbol', 'x']]],
  ...[['Date', { a: ['Date'] }], [], {}, null, 'Date', ['toString'], ['__proto__'], [['custom']]],
];
const path = fc
  .oneof(
    fc.array(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 5 })), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.constantFrom(
      ['0', '100000000'],
      ['00'],
      ['4294967295'],
      ['-1'],
      ['1e9'],
      Array(60).fill('a'),
    ),
  )
  .map((names) => names.join('.'));

/** A `meta` as no client writes it. */
const hostileMeta = fc.record(
  {
    values: fc.oneof(
      fc.dictionary(path, fc.constantFrom<unknown>(...TYPES), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      fc.constantFrom<unknown>(...TYPES),
    ),
    referentialEqualities: fc.constantFrom<unknown>({ '0': ['__proto__.x'] }, [['a']], null, 5),
    v: fc.constantFrom<unknown>(0, 1, '1', -1, null),
    other: fc.constant(1),
  },
  { requiredKeys: ['values'], noNullPrototype: true },
);

const EMPTY = { json: undefined } as { json: unknown; meta?: unknown };

/**
 * The JSON text of an input, with its envelope: one that fits, one with a wrong field, one with a hostile
 * `meta`, one that is expensive to read, or none of it.
 *
 * @param fields names that the procedure knows
 */
export function hostileEnvelope(
  fits: fc.Arbitrary<unknown>,
  fields: readonly string[],
): fc.Arbitrary<string> {
  const field = fc.constantFrom(...fields, 'amount', 'cursor', 'limit');
  const wrong = fc.tuple(fits, field, value).map(([input, name, other]) => ({
    ...(typeof input === 'object' ? input : {}),
    [name]: other,
  }));
  const meant = fc.oneof(
    { weight: 2, arbitrary: fits },
    { weight: 5, arbitrary: wrong },
    { weight: 1, arbitrary: value },
  );
  const written = meant.map(envelopeOf);
  return fc.oneof(
    { weight: 60, arbitrary: written.map((envelope) => JSON.stringify(envelope)) },
    {
      weight: 25,
      arbitrary: fc
        .tuple(written, hostileMeta)
        .map(([envelope, meta]) => JSON.stringify({ ...envelope, meta })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(field, expensive)
        .map(([name, costly]) => `{"json":{${JSON.stringify(name)}:${costly}}}`),
    },
    { weight: 1, arbitrary: expensive.map((costly) => `{"json":1,"meta":{"values":${costly}}}`) },
    { weight: 4, arbitrary: fc.json({ maxDepth: 5 }) },
  );
}

/** superjson refuses to write some names; then the input goes without. */
function envelopeOf(input: unknown): { json: unknown; meta?: unknown } {
  try {
    return superjson.serialize(input);
  } catch {
    return EMPTY;
  }
}
