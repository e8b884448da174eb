import type { ErrorCode } from '../api.ts';
import type { Procedures } from './procedures.ts';
import { type FakeRefusal, isRefusal, type RefusalDetails, refusal } from './refusal.ts';
import type { ArrivedCall } from './wire.ts';

/** The path of a procedure, such as `reservation.hold`. */
export type ProcedurePath = keyof Procedures;

/** A call that a fake API got. */
export interface FakeCall<Path extends ProcedurePath = ProcedurePath> {
  input: Procedures[Path]['input'];
  /** When it came, by the clock of the fake API. */
  at: Date;
  /** The bearer token; null without one. */
  accessToken: string | null;
  /** The queue token; null without one. */
  queueToken: string | null;
  /** All headers of its request, by their names in lower case. */
  headers: Record<string, string>;
}

/** What answers a call: a result, the events of a subscription, or a refusal. */
export type FakeResult<Path extends ProcedurePath> =
  | FakeRefusal
  | (Procedures[Path]['kind'] extends 'subscription'
      ? Iterable<Procedures[Path]['output']> | AsyncIterable<Procedures[Path]['output']>
      : Procedures[Path]['output']);

/** A result, or a function that makes it for each call. */
export type FakeAnswer<Path extends ProcedurePath> =
  | FakeResult<Path>
  | ((call: FakeCall<Path>) => FakeResult<Path> | Promise<FakeResult<Path>>);

export interface Script {
  /** Answers every call of a procedure from now on. */
  on<Path extends ProcedurePath>(path: Path, answer: FakeAnswer<Path>): void;
  /** Answers the next calls of a procedure, one each, in this order. Then `on` applies again. */
  once<Path extends ProcedurePath>(path: Path, ...answers: FakeAnswer<Path>[]): void;
  /** Refuses every call of a procedure from now on. For the next call alone: `once` with `refusal`. */
  refuse<Code extends ErrorCode>(
    path: ProcedurePath,
    code: Code,
    ...details: RefusalDetails<Code>
  ): void;
  /** The calls of a procedure so far, the refused ones too. */
  calls<Path extends ProcedurePath>(path: Path): FakeCall<Path>[];
}

export interface PlayedScript extends Script {
  /** Records a call. */
  record(call: ArrivedCall): FakeCall;
  /** The scripted result; undefined if none is scripted. Throws a refusal. */
  resultOf(path: string, call: FakeCall): Promise<unknown>;
}

type AnyAnswer = unknown | ((call: FakeCall) => unknown);

export function createScript(now: () => Date): PlayedScript {
  const standing = new Map<string, AnyAnswer>();
  const next = new Map<string, AnyAnswer[]>();
  const recorded = new Map<string, FakeCall[]>();
  return {
    on: (path, answer) => void standing.set(path, answer),
    once: (path, ...answers) => void next.set(path, [...(next.get(path) ?? []), ...answers]),
    refuse: (path, code, ...details) => void standing.set(path, refusal(code, ...details)),
    calls: (path) => (recorded.get(path) ?? []) as FakeCall<typeof path>[],
    record({ path, input, headers }) {
      const call: FakeCall = {
        input: input as FakeCall['input'],
        at: now(),
        accessToken: headers.get('authorization')?.replace(/^bearer /i, '') ?? null,
        queueToken: headers.get('x-queue-token'),
        headers: Object.fromEntries(headers),
      };
      recorded.set(path, [...(recorded.get(path) ?? []), call]);
      return call;
    },
    async resultOf(path, call) {
      const answer = next.get(path)?.shift() ?? standing.get(path);
      const result = typeof answer === 'function' ? await answer(call) : answer;
      if (isRefusal(result)) throw result;
      return result;
    },
  };
}
