import fc from 'fast-check';

/** `fc.record` with the normal prototype, so that a printed value can be pasted into a test. */
export const record = <Shape>(
  shape: {
    [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
  },
): fc.Arbitrary<Shape> => fc.record(shape, { noNullPrototype: true }) as fc.Arbitrary<Shape>;
