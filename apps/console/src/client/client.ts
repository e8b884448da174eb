import { createPageClient } from '@frontrow/pages/browser/client.ts';
import { signIn } from '../sign-in/sign-in.ts';

export const client = createPageClient(() => signIn.token());

/** What a procedure of the client answers. */
export type Answer<Procedure extends { query: (...input: never[]) => Promise<unknown> }> = Awaited<
  ReturnType<Procedure['query']>
>;
export type Admin = (typeof client)['admin'];
export type Board = Answer<Admin['board']>;
export type Person = Answer<Admin['person']>;
export type Action = Answer<Admin['actions']>['items'][number];
export type QueueSettings = Board['queue']['settings'];
export type AdminPerformance = Answer<Admin['listPerformances']>['items'][number];
export type Draw = Answer<(typeof client)['queue']['draw']>;
export type ConcertDetails = Answer<(typeof client)['concert']['get']>;
/** What a mutation of an operator takes. */
export type Input<Name extends keyof Admin> = Admin[Name] extends {
  mutate: (input: infer Taken, ...rest: never[]) => unknown;
}
  ? Taken
  : never;
