import { ConnectionString } from 'mongodb-connection-string-url';
import { z } from 'zod';

export const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on');

/** A whole number from `least` to `most`, both included. */
export const whole = (least: number, most: number, fallback: number) =>
  z
    .string()
    .transform((text, check) => {
      const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= least && value <= most) return value;
      const message = `must be a whole number from ${least} to ${most}`;
      check.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .default(fallback);

export const port = (fallback: number) => whole(0, 65_535, fallback);

export const commaList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

export const urlOf = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => {
        const protocol = URL.parse(text)?.protocol.slice(0, -1);
        return protocol !== undefined && protocols.includes(protocol);
      },
      `must be a URL starting with ${protocols.map((name) => `${name}://`).join(' or ')}`,
    )
    .optional();

/** Checked by MongoDB's own parser, because such a URL can have several hosts. */
export const mongoUrl = z.string().superRefine((text, check) => {
  try {
    new ConnectionString(text);
  } catch (error) {
    check.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

/** A comma list of `kid:secret`. The first key signs; all keys verify. */
export const keyList = z
  .string()
  .transform((text, check) => {
    const keys = text.split(',').map((pair) => {
      const [kid = '', ...rest] = pair.trim().split(':');
      return { kid, secret: rest.join(':') };
    });
    if (keys.every(({ kid, secret }) => /^[A-Za-z0-9_-]{1,32}$/.test(kid) && secret.length > 0)) {
      return keys;
    }
    check.addIssue({
      code: 'custom',
      message: 'must be a comma list of kid:secret',
    });
    return z.NEVER;
  })
  .optional();
