import fc from 'fast-check';

/** A plain object of these; as it prints, a failing run can be pasted into a test. */
export const record = <Shape>(
  shape: {
    [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
  },
): fc.Arbitrary<Shape> => fc.record(shape, { noNullPrototype: true }) as fc.Arbitrary<Shape>;
