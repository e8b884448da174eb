import type { Access } from '../model/api-model.ts';

export const GENERATED =
  '<!-- Written by `npx -y pnpm@12 generate`. Change the contract, the routers or packages/api-reference instead. -->';

export const PAGES = { index: 'README.md' } as const;

/** Who may call, in words. */
export const ACCESS: Record<Access, { short: string; long: string }> = {
  public: { short: 'anybody', long: 'anybody, without credentials' },
  user: { short: 'a user', long: "a signed-in user: the user's bearer token in `authorization`" },
  operator: {
    short: 'an operator',
    long: 'an operator: a bearer token with the role `operator` in `authorization`',
  },
  'operator or door': {
    short: 'an operator or a door',
    long:
      'an operator or an entrance: a bearer token with the role `operator` or `door` in ' +
      '`authorization`',
  },
  'operator or service': {
    short: 'an operator or a service',
    long:
      'an operator or a back end: a bearer token with the role `operator` or `service` in ' +
      '`authorization`',
  },
  'queue token': {
    short: 'a user with a queue token',
    long:
      "a signed-in user with a queue token: the user's bearer token in `authorization` and the token of " +
      "the user's own queue entry in `x-queue-token`",
  },
};

/** A link from a domain's page to the row of an error code. */
export const codeLink = (code: string): string =>
  `[\`${code}\`](${PAGES.index}#${code.toLowerCase()})`;
