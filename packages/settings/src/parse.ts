import { ConnectionString } from 'mongodb-connection-string-url';
import { z } from 'zod';
import { hostNameOf } from './host-names.ts';

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

/** A comma list of origins as browsers send them, or `*`. */
export const originList = commaList.superRefine((origins, check) => {
  const wrong = origins.filter((origin) => origin !== '*' && !isOrigin(origin));
  if (wrong.length === 0) return;
  const message = `must be origins such as https://shop.example, without path and trailing slash, not ${wrong.join(', ')}`;
  check.addIssue({ code: 'custom', message });
});

/** An app's own scheme, such as capacitor://localhost, has an origin too; URL does not know it. */
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/.test(text)) return false;
  const url = URL.parse(text);
  if (url === null) return false;
  return url.origin === 'null'
    ? url.host === text.slice(text.indexOf('://') + 3)
    : url.origin === text;
}

/** A comma list of host names and IP addresses, in the form in which they are compared. */
export const hostList = commaList.transform((hosts, check) => {
  const names = hosts.map((host) => hostNameOf(host) ?? '');
  const wrong = hosts.filter((_, index) => !names[index]);
  if (wrong.length === 0) return names;
  const message = `must be host names such as shop.example, without scheme, port and *, not ${wrong.join(', ')}`;
  check.addIssue({ code: 'custom', message });
  return z.NEVER;
});

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
    const isKey = ({ kid, secret }: { kid: string; secret: string }) =>
      /^[A-Za-z0-9_-]{1,32}$/.test(kid) && secret.length > 0;
    const repeated = keys.find(
      ({ kid }, index) => keys.findIndex((key) => key.kid === kid) < index,
    );
    if (keys.every(isKey) && !repeated) return keys;
    const message = keys.every(isKey)
      ? `has two keys with the kid ${repeated?.kid}`
      : 'must be a comma list of kid:secret';
    check.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .optional();

/** A comma list of secrets; none of them may be empty, since whoever knows nothing knows that one. */
export const secretList = z.string().transform((text, check) => {
  const secrets = text.split(',').map((secret) => secret.trim());
  if (secrets.every((secret) => secret.length > 0)) return secrets;
  check.addIssue({ code: 'custom', message: 'must be a secret, or several separated by commas' });
  return z.NEVER;
});
