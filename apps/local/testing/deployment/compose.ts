import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ComposeService {
  image: string;
  build?: string | { context: string; dockerfile: string };
  pull_policy?: string;
  command: string[];
  mem_limit?: string;
  /** A setting without a value is passed on from the variables, if it is set there. */
  environment: Record<string, string | null>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  deploy?: { replicas: number };
}

export interface Compose {
  services: Record<string, ComposeService>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
}

export type Variables = Record<string, string | undefined>;

const VARIABLE = /\$\$|\$\{(\w+)(?:(:?-)([^}]*))?\}/g;

/** Parses a compose file, resolves its anchors and substitutes the variables. */
export function readCompose(text: string, variables: Variables): Compose {
  return substituteAll(parse(text, { merge: true }), variables) as Compose;
}

function substituteAll(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return substitute(value, variables);
  if (Array.isArray(value)) return value.map((item) => substituteAll(item, variables));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, substituteAll(item, variables)]),
  );
}

function substitute(text: string, variables: Variables): string {
  return text.replaceAll(VARIABLE, (whole, ...[name, rule, rest = '']: string[]) => {
    if (name === undefined) return '$';
    const value = variables[name];
    const missing = rule?.startsWith(':') ? !value : value === undefined;
    if (!missing) return value ?? '';
    if (rule === undefined) throw new Error(`${whole} has neither value nor default`);
    return rest;
  });
}

/** The environment of a service's process. */
export const environmentOf = (
  service: Pick<ComposeService, 'environment'>,
  variables: Variables,
): Variables =>
  Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => [name, value ?? variables[name]]),
  );

/** The variables of an env file, including empty ones. */
export function readEnvFile(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').matchAll(/^(\w+)=(.*)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
}
