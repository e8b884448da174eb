import { type Call, type Caller, createCaller, type Sender } from './call.ts';
import { type CredentialKind, credentialsOf } from './credentials.ts';
import { readContent } from './database-content.ts';
import { type Cell, outcomesOf, refusalBy } from './expected.ts';
import { PROCEDURES, type Procedure } from './procedures.ts';
import { type QueueTokenKind, queueTokensOf } from './queue-tokens.ts';
import type { Stage } from './stage.ts';
import { EXPECTATIONS, type Expectation } from './table.ts';

/** One call of the matrix. */
interface Combination {
  procedure: Procedure;
  expectation: Expectation;
  cell: Cell;
}

/** The credentials that every queue token is tried with in the short form. */
const HOLDER = 'a customer';
const OTHERS = ['a service for the owner', 'another customer'];

/**
 * All procedures by all kinds of credentials and queue tokens, against one server. In short, one of the two
 * differs from a good call at a time, and calls that change nothing share requests.
 */
export class Matrix {
  readonly #stage: Stage;
  readonly #full: boolean;
  readonly #caller: Caller;
  readonly #tokens: QueueTokenKind[];
  readonly #credentials: CredentialKind[];
  /** By procedure: what was not answered as expected. */
  readonly #wrong = new Map<string, string[]>();
  /** How many calls were made. */
  calls = 0;

  private constructor(stage: Stage, { full, credentials }: MatrixParts) {
    this.#stage = stage;
    this.#full = full;
    this.#caller = createCaller(stage.api.url);
    this.#tokens = queueTokensOf(stage);
    this.#credentials = credentials;
  }

  /** @param full every credential with every queue token, each call in a request of its own */
  static async on(stage: Stage, full: boolean): Promise<Matrix> {
    return new Matrix(stage, { full, credentials: await credentialsOf(stage) });
  }

  /** Makes all calls that are to change nothing. Returns the tables that have changed all the same. */
  async callQuietly(): Promise<string[]> {
    const { pool } = this.#stage.api.world;
    const before = await readContent(pool);
    for (const credential of this.#credentials) {
      for (const token of this.#tokens) {
        const quiet = PROCEDURES.flatMap((procedure) => {
          const combination = this.#combination(procedure, { credential, token });
          return combination && isQuiet(combination) ? [combination] : [];
        });
        await this.#callTogether(quiet);
      }
    }
    const after = await readContent(pool);
    return Object.keys(after).filter((name) => before[name] !== after[name]);
  }

  /** Makes the calls of one procedure that may change something. Returns all that was wrong with it. */
  async callOpen(procedure: Procedure): Promise<string[]> {
    const cameThrough = new Set<string>();
    for (const credential of this.#credentials) {
      for (const token of this.#tokens) {
        const combination = this.#combination(procedure, { credential, token });
        if (!combination || isQuiet(combination)) continue;
        const { expectation, cell } = combination;
        const [first, later] = outcomesOf(expectation, cell);
        const target = expectation.access === 'entry' ? token.name : '';
        const got = await this.#caller.call(this.#callOf(combination), senderOf(cell));
        this.#note(combination, { expected: cameThrough.has(target) ? later : first, got });
        cameThrough.add(target);
      }
    }
    return this.#wrong.get(procedure.path) ?? [];
  }

  close(): void {
    this.#caller.close();
  }

  /** Null for what the short form leaves out, and for a procedure that the table does not know. */
  #combination(procedure: Procedure, cell: Cell): Combination | null {
    const expectation = EXPECTATIONS[procedure.path];
    if (!expectation) return null;
    const { credential, token } = cell;
    const needsToken = expectation.access === 'entry' || expectation.access === 'pass';
    const included =
      this.#full ||
      token === this.#tokens[0] ||
      credential.name === HOLDER ||
      (needsToken && OTHERS.includes(credential.name));
    return included ? { procedure, expectation, cell } : null;
  }

  async #callTogether(combinations: Combination[]): Promise<void> {
    const singly = combinations.filter((combination) => this.#full || isAlone(combination));
    for (const combination of singly) {
      const got = await this.#caller.call(this.#callOf(combination), senderOf(combination.cell));
      this.#noteQuiet(combination, got);
    }
    const shared = combinations.filter((combination) => !singly.includes(combination));
    for (const type of ['query', 'mutation']) {
      const batch = shared.filter(({ procedure }) => procedure.type === type);
      const [first] = batch;
      if (!first) continue;
      const calls = batch.map((combination) => this.#callOf(combination));
      const outcomes = await this.#caller.batch(calls, senderOf(first.cell));
      for (const [at, combination] of batch.entries()) {
        this.#noteQuiet(combination, outcomes[at] ?? 'no answer');
      }
    }
  }

  #callOf({ procedure: { path, type }, expectation, cell }: Combination): Call {
    const sale = this.#stage.sales[cell.token.asks];
    return { path, type, input: expectation.input?.(this.#stage, sale) };
  }

  #noteQuiet(combination: Combination, got: string): void {
    const { expectation, cell } = combination;
    const expected = refusalBy(expectation, cell) ?? outcomesOf(expectation, cell)[0];
    this.#note(combination, { expected, got });
  }

  #note(
    { procedure: { path }, cell: { credential, token } }: Combination,
    { expected, got }: { expected: string; got: string },
  ): void {
    this.calls++;
    if (got === expected) return;
    const wrong = this.#wrong.get(path) ?? [];
    this.#wrong.set(path, wrong);
    wrong.push(`${credential.name} × ${token.name}: expected ${expected}, got ${got}`);
  }
}

interface MatrixParts {
  full: boolean;
  credentials: CredentialKind[];
}

/** Refused calls and queries are to change nothing. */
const isQuiet = ({ procedure: { type }, expectation, cell }: Combination): boolean =>
  type !== 'mutation' || refusalBy(expectation, cell) !== null;

/** Streams, and public reads, which a path of their own answers if they are alone in a request. */
const isAlone = ({ procedure: { type }, expectation: { access } }: Combination): boolean =>
  type === 'subscription' || access === 'public';

const senderOf = ({ credential, token }: Cell): Sender => ({
  headers: {
    ...credential.headers,
    ...(token.token === null ? {} : { 'x-queue-token': token.token }),
  },
  query: credential.query ?? {},
});
