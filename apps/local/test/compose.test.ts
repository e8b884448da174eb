import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseConsoleSettings, parseStorefrontSettings } from '@frontrow/settings/pages';
import { parseSettings, SETTING_NAMES } from '@frontrow/settings/settings';
import { describe, expect, test } from 'vitest';
import {
  type ComposeService,
  environmentOf,
  readCompose,
  readEnvFile,
  type Variables,
} from '../testing/deployment/compose.ts';

const pathOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const text = readFileSync(pathOf('docker-compose.yml'), 'utf8');
const example = readEnvFile(pathOf('.env.example'));
const SECRETS = {
  POSTGRES_PASSWORD: 'f00df00df00df00d',
  POSTGRES_APP_PASSWORD: 'cabbcabbcabbcabb',
  AUTH_SECRET: '0123456789abcdef',
  QUEUE_SECRET: '2026:123456789abcdef0',
  TICKET_SECRET: '2026:23456789abcdef01',
};
const given = { ...example, ...SECRETS };

const compose = readCompose(text, given);
const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'frontrow:local');
const running = (app: string) =>
  ours.filter(([, service]) => programOf(service) === `apps/${app}/src/main.ts`);
const programOf = ({ command }: ComposeService) => command[1] ?? '';

/** Settings that only `pnpm start` or development uses. */
const LOCAL_SETTINGS = ['FRONTROW_DATA', 'FRONTROW_SERVICES', 'FRONTROW_SERVERS'];
/** Of the images of their own that serve pages. */
const PAGE_SETTINGS = [
  ...['STOREFRONT_PORT', 'STOREFRONT_SITE', 'CONSOLE_PORT', 'CONSOLE_SITE', 'API_URL'],
];
const PAGE_SERVICES = ['storefront', 'console'];
const SIGN_IN_BY_NAME = ['DEV_SIGNIN', 'ALLOWED_HOSTS'];
/** Each server has a container of its own, so none shares a port. */
const FIXED_SETTINGS = ['HOST', 'PORT', 'SHARE_PORT', 'WORKER_PORT', 'NODE_ENV'];
const STORE_SETTINGS = [
  ...['DATABASE_URL', 'DATABASE_DIRECT_URL', 'FRONTROW_OWNER_URL', 'MONGODB_URL'],
];

describe('the settings in docker-compose.yml', () => {
  test.each(ours)('that %s gets are known and valid', (_, service) => {
    const names = Object.keys(service.environment);
    expect(names.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
    const settings = parseSettings(environmentOf(service, given));
    expect(settings).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' });
  });

  test.each(ours)('can all be set for %s in .env, except fixed ones', (_, service) => {
    const fixed = [
      ...LOCAL_SETTINGS,
      ...PAGE_SETTINGS,
      ...SIGN_IN_BY_NAME,
      ...FIXED_SETTINGS,
      ...STORE_SETTINGS,
    ];
    const names = Object.keys(service.environment);
    expect(SETTING_NAMES.filter((name) => ![...names, ...fixed].includes(name))).toEqual([]);
  });

  test('get their values from .env', () => {
    const variables = { ...given, HOLD_SECONDS: '77' };
    for (const [, service] of ours) {
      expect(parseSettings(environmentOf(service, variables)).HOLD_SECONDS).toBe(77);
    }
  });

  test('contain no default secret, and .env.example contains none', () => {
    expect(Object.keys(example).filter((name) => example[name] === '')).toEqual(
      Object.keys(SECRETS),
    );
    expect(start(given)).not.toThrow();
    for (const name of ['AUTH_SECRET', 'QUEUE_SECRET', 'TICKET_SECRET', 'TOPUP']) {
      expect(start({ ...given, [name]: undefined }), name).toThrow(name);
      expect(start({ ...given, [name]: '' }), name).toThrow(name);
    }
    // The image of Postgres refuses to create a cluster without a password.
    const { services } = readCompose(text, { ...given, POSTGRES_PASSWORD: undefined });
    expect(services.postgres?.environment.POSTGRES_PASSWORD).toBe('');
    for (const name of ['AUTH_SECRET', 'QUEUE_SECRET', 'TICKET_SECRET']) {
      expect(start({ ...given, [name]: 'k:short' }), name).toThrow(name);
    }
  });

  test('accept an identity provider instead of AUTH_SECRET', () => {
    const AUTH_JWKS_URL = 'https://identity.example/jwks';
    const issuer = { AUTH_ISSUER: 'https://identity.example', AUTH_AUDIENCE: 'frontrow' };
    expect(start({ ...given, ...issuer, AUTH_SECRET: '', AUTH_JWKS_URL })).not.toThrow();
    expect(start({ ...given, AUTH_SECRET: '', AUTH_JWKS_URL })).toThrow('AUTH_ISSUER');
    expect(start({ ...given, AUTH_JWKS_URL })).toThrow('AUTH_SECRET, AUTH_JWKS_URL');
  });
});

/** Does what a start does: reads the compose file, then parses the settings of each process. */
const start = (variables: Variables) => () => {
  const { services } = readCompose(text, variables);
  for (const [name] of ours) {
    parseSettings(environmentOf(services[name] as ComposeService, variables));
  }
};

describe('the services in docker-compose.yml', () => {
  test('are two servers and two workers, after one migration', () => {
    const count = (app: string) =>
      running(app).reduce((sum, [, { deploy }]) => sum + (deploy?.replicas ?? 1), 0);
    expect({ servers: count('server'), workers: count('worker') }).toEqual({
      servers: 2,
      workers: 2,
    });
    for (const [, { depends_on }] of [...running('server'), ...running('worker')]) {
      expect(depends_on?.migrate?.condition).toBe('service_completed_successfully');
    }
  });

  test('run programs that exist', () => {
    for (const [name, service] of ours) {
      expect(service.command[0], name).toBe('node');
      expect(existsSync(pathOf(programOf(service))), programOf(service)).toBe(true);
    }
  });

  test('run one image that is built here, and others by version and digest, all with limited memory', () => {
    expect(ours.filter(([, { build }]) => build !== undefined)).toHaveLength(1);
    expect(ours.filter(([, service]) => service.pull_policy !== 'never')).toEqual([]);
    const isOurs = (name: string) => PAGE_SERVICES.includes(name) || new Map(ours).has(name);
    const others = Object.entries(compose.services).filter(([name]) => !isOurs(name));
    const pinned = /^[a-z]+:\d+(\.\d+)+-[a-z]+@sha256:[0-9a-f]{64}$/;
    for (const [, { image }] of others) expect(image).toMatch(pinned);
    for (const [name, { mem_limit }] of Object.entries(compose.services)) {
      expect(mem_limit, name).toMatch(/^\d+[mg]$/);
    }
  });

  test('have a health check at their own port, and publish ports on 127.0.0.1 only', () => {
    const listening = [
      ...running('server').map((entry) => [...entry, 'PORT'] as const),
      ...running('worker').map((entry) => [...entry, 'WORKER_PORT'] as const),
    ];
    for (const [name, { environment, healthcheck, ports = [] }, setting] of listening) {
      const port = environment[setting];
      expect(healthcheck?.test.at(-1), name).toContain(`'http://127.0.0.1:${port}/readyz'`);
      for (const published of ports) expect(published).toMatch(new RegExp(`:${port}$`));
    }
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    const loopbackPorts = published.map((port) => /^127\.0\.0\.1:(\d+):\d+$/.exec(port)?.[1]);
    expect(loopbackPorts.toSorted()).toEqual(['4000', '4001', '5432', '8080', '8081']);
  });

  test.each([
    ['storefront', (env: Variables) => parseStorefrontSettings(env).STOREFRONT_PORT],
    ['console', (env: Variables) => parseConsoleSettings(env).CONSOLE_PORT],
  ] as const)(
    'serve the pages of the %s from an image of their own, which gets no secret',
    (name, portIn) => {
      const service = compose.services[name] as ComposeService;
      const { build, environment, healthcheck, ports } = service;
      expect(build).toEqual({ context: '.', dockerfile: `Dockerfile.${name}` });
      expect(existsSync(pathOf(`Dockerfile.${name}`))).toBe(true);
      const port = portIn(environmentOf({ environment }, given));
      expect(healthcheck?.test.at(-1)).toContain(`'http://127.0.0.1:${port}/healthz'`);
      expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
      expect(JSON.stringify(environment)).not.toMatch(/SECRET|PASSWORD|postgres:/);
    },
  );

  test('refer only to volumes, networks and services that exist', () => {
    for (const service of Object.values(compose.services)) {
      const volumes = (service.volumes ?? []).map((volume) => volume.split(':')[0]);
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes));
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks ?? []));
      expect(Object.keys(compose.services)).toEqual(
        expect.arrayContaining(Object.keys(service.depends_on ?? {})),
      );
    }
  });

  test('use the host and database of the postgres service, only the migration as its superuser', () => {
    const { environment } = compose.services.postgres as ComposeService;
    const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: name } = environment;
    for (const [service, { environment }] of ours) {
      expect(environment.DATABASE_URL).toBe(
        `postgres://frontrow_app:${SECRETS.POSTGRES_APP_PASSWORD}@postgres:5432/${name}`,
      );
      const isMigration = service === 'migrate';
      expect(environment.FRONTROW_OWNER_URL).toBe(
        isMigration ? `postgres://${user}:${password}@postgres:5432/${name}` : undefined,
      );
      if (!isMigration) expect(JSON.stringify(environment)).not.toContain(password);
    }
  });

  test('run a mongod that takes no compressed messages', () => {
    const { command } = compose.services.mongo as ComposeService;
    expect(command[command.indexOf('--networkMessageCompressors') + 1]).toBe('disabled');
  });

  test('use the replica set that the health check of mongo creates, on a private network', () => {
    const mongo = compose.services.mongo as ComposeService;
    const set = mongo.command[mongo.command.indexOf('--replSet') + 1];
    expect(mongo.healthcheck?.test.at(-1)).toContain(
      `{ _id: '${set}', members: [{ _id: 0, host: 'mongo:27017' }] }`,
    );
    expect(mongo.ports).toBeUndefined();
    expect(mongo.networks).toEqual(['jobs']);
    for (const [, worker] of running('worker')) {
      const url = `mongodb://mongo:27017/frontrow?replicaSet=${set}`;
      expect(worker.environment.MONGODB_URL).toBe(url);
      expect(worker.networks).toContain('jobs');
    }
  });
});
