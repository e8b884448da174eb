import { z } from 'zod';

/** A variable that is set to nothing is not set. */
const unset = (value: unknown) => (value === '' ? undefined : value);

export const optionalText = z.preprocess(unset, z.string().optional());

export const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  fallback: Values[number],
) => z.preprocess(unset, z.enum(values).default(fallback as never));

export const onOff = (fallback: 'on' | 'off') =>
  choice(['on', 'off'], fallback).transform((value) => value === 'on');

export const whole = (least: number, most: number, fallback: number) =>
  z.preprocess(
    unset,
    z.coerce
      .number(`must be a whole number from ${least} to ${most}`)
      .int()
      .min(least)
      .max(most)
      .default(fallback),
  );

export const port = (fallback: number) => whole(0, 65_535, fallback);

export const commaList = z.preprocess(
  unset,
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    ),
);

export const urlOf = (...protocols: string[]) =>
  z.preprocess(
    unset,
    z
      .string()
      .refine(
        (text) => {
          const protocol = URL.parse(text)?.protocol.slice(0, -1);
          return protocol !== undefined && protocols.includes(protocol);
        },
        `must be a URL starting with ${protocols.map((name) => `${name}://`).join(' or ')}`,
      )
      .optional(),
  );

/** `kid:secret` pairs; the first signs, all verify. */
export const keyList = z.preprocess(
  unset,
  z
    .string()
    .transform((text, check) => {
      const keys = text.split(',').map((pair) => {
        const [kid = '', ...rest] = pair.trim().split(':');
        return { kid, secret: rest.join(':') };
      });
      if (
        keys.every(({ kid, secret }) => /^[A-Za-z0-9_-]{1,32}$/.test(kid) && secret.length >= 16)
      ) {
        return keys;
      }
      check.addIssue({
        code: 'custom',
        message: 'must be a comma list of kid:secret, each secret of 16 characters or more',
      });
      return z.NEVER;
    })
    .optional(),
);
