import { appRouter } from '@frontrow/api/root';
import { ERROR_CODES } from '@frontrow/contract/error-codes';
import { describe, expect, test } from 'vitest';
import { exampleOf } from '../src/examples/examples.ts';
import { fieldsOf } from '../src/markdown/fields.ts';
import { type ProcedureModel, readApi } from '../src/model/api-model.ts';
import { pagesOf } from '../src/pages.ts';

const api = readApi();
const procedures = api.domains.flatMap((domain) => domain.procedures);

function procedure(path: string): ProcedureModel {
  const found = procedures.find((one) => one.path === path);
  if (!found) throw new Error(`no procedure ${path}`);
  return found;
}

describe('the model', () => {
  test('has every procedure, each with a description and an output', () => {
    const paths = procedures.map(({ path }) => path);
    expect(paths.sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
    for (const { path, description, output } of procedures) {
      expect(description, path).not.toBe('');
      expect(output.type, path).toBe('object');
    }
    expect(api.domains.every(({ description }) => description !== '')).toBe(true);
  });

  test('has every error code, with its status and the fields of its details', () => {
    expect(api.errors.map(({ code }) => code)).toEqual(ERROR_CODES);
    const waiting = api.errors.find(({ code }) => code === 'QUEUE_WAITING');
    expect(waiting).toMatchObject({ httpStatus: 412, trpcCode: 'PRECONDITION_FAILED' });
    expect(waiting?.details?.properties?.position).toEqual({
      anyOf: [{ type: 'null' }, { type: 'number' }],
      description: expect.stringContaining('1 for the next entry'),
    });
    expect(api.errors.find(({ code }) => code === 'FORBIDDEN')?.details).toBeNull();
  });

  test('takes the value of a stream from the meta of the subscription', () => {
    expect(procedure('queue.watch').output).toEqual(procedure('queue.status').output);
  });

  test('knows which inputs may be left out', () => {
    const required = procedures.filter(({ inputRequired }) => inputRequired);
    expect(required).toContain(procedure('concert.get'));
    expect(required).not.toContain(procedure('concert.list'));
    expect(required).not.toContain(procedure('session.me'));
  });
});

describe('the rows of a table', () => {
  const row = (path: string, field: string) =>
    fieldsOf(procedure(path).input ?? {}).find((one) => one.path === field);

  test('give type, default, limits and description of a field', () => {
    expect(row('admin.createConcert', 'holdLimit')).toMatchObject({
      ...{ type: 'integer', required: false, defaultValue: '4', limits: '1 to 100' },
      description: expect.stringContaining('that a user may have'),
    });
  });

  test('name nested fields by their path', () => {
    expect(row('admin.createConcert', 'queue.opensAt')).toMatchObject({ type: 'date or null' });
    expect(row('admin.createPerformance', 'sections[].price')).toMatchObject({
      ...{ type: 'integer', required: true, limits: '0 to 1,000,000,000,000' },
    });
  });

  test('have the type of an amount, which only the domain checks, and its comment', () => {
    expect(row('balance.charge', 'amount')).toMatchObject({
      ...{ type: 'number', required: true },
      description: expect.stringContaining('INVALID_AMOUNT'),
    });
  });
});

describe('the examples', () => {
  test('of a procedure without one: the error names the file', () => {
    const added = { ...procedure('queue.join'), path: 'queue.skip', name: 'skip' };
    expect(() => exampleOf(added)).toThrow(
      'queue.skip has no example: add its input to packages/api-reference/src/examples/inputs.ts',
    );
  });

  test('say in meta which values of an input are dates', () => {
    const { curl, sdk } = exampleOf(procedure('admin.createPerformance'));
    const [, envelope = ''] = /<<JSON\n(.*)\nJSON$/s.exec(curl) ?? [];
    expect(JSON.parse(envelope).meta).toEqual({ values: { startsAt: ['Date'] } });
    expect(sdk).toContain("startsAt: new Date('2040-05-01T10:00:00.000Z')");
  });
});

test('the pages are the same each time', () => {
  expect(pagesOf(readApi())).toEqual(pagesOf(api));
});
