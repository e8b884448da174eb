export { createFakeApi, type FakeApi, type FakeApiOptions } from './testing/fake-api.ts';
export type { FakeClock } from './testing/fake-clock.ts';
export type { FakeHouseFields, FakeLetter } from './testing/fake-house.ts';
export type { Fixtures } from './testing/fixtures.ts';
export type { Procedures } from './testing/procedures.ts';
export { type FakeRefusal, type RefusalDetails, refusal } from './testing/refusal.ts';
export type {
  FakeAnswer,
  FakeCall,
  FakeResult,
  ProcedurePath,
  Script,
} from './testing/script.ts';
