/*
 * Loaded before a worker, with `?seconds=` in its URL: the worker's clock is ahead by so many, or behind, as on a machine
 * without a time service.
 */
const Real = Date;
const lead = Number(new URL(import.meta.url).searchParams.get('seconds')) * 1000;

globalThis.Date = new Proxy(Real, {
  construct: (target, given, type) =>
    Reflect.construct(target, given.length === 0 ? [Real.now() + lead] : given, type),
  get: (target, name) =>
    name === 'now' ? () => Real.now() + lead : (Reflect.get(target, name) as unknown),
});
