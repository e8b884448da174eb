import { ERRORS } from '@frontrow/api/errors/errors';
import { ERROR_CODES, type ErrorCode } from '@frontrow/contract/error-codes';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import ts from 'typescript-api';
import type { JsonSchema } from './json-schema.ts';
import { docOf, type Sources, unwrapped } from './program.ts';

export interface ErrorModel {
  code: ErrorCode;
  /** tRPC's own code. */
  trpcCode: string;
  httpStatus: number;
  message: string;
  /** Null if `details` is an empty object. */
  details: JsonSchema | null;
}

/** All error codes of the contract, with the types of their details from `ErrorDetailsByCode`. */
export function readErrors({ checker, errorCodes }: Sources): ErrorModel[] {
  const detailsByCode = errorCodes.statements
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .find(({ name }) => name.text === 'ErrorDetailsByCode');
  if (!detailsByCode) throw new Error('error-codes.ts has no interface ErrorDetailsByCode');
  const details = schemaOf(checker, checker.getTypeAtLocation(detailsByCode)).properties ?? {};
  return ERROR_CODES.map((code) => {
    const [trpcCode, message] = ERRORS[code];
    const httpStatus = getHTTPStatusCodeFromError(new TRPCError({ code: trpcCode }));
    return { code, trpcCode, httpStatus, message, details: details[code] ?? null };
  });
}

/** The JSON Schema of a plain TypeScript type. */
function schemaOf(checker: ts.TypeChecker, type: ts.Type): JsonSchema {
  if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.isUnion()) return { anyOf: type.types.map((member) => schemaOf(checker, member)) };
  if (type.symbol?.name === 'Date') return { type: 'string', format: 'date-time' };
  const [item] = checker.getTypeArguments(type as ts.TypeReference);
  if (checker.isArrayType(type) && item) return { type: 'array', items: schemaOf(checker, item) };
  const properties = type.getProperties().map((property) => {
    const schema = schemaOf(checker, checker.getTypeOfSymbol(property));
    const description = unwrapped(docOf(checker, property));
    return [property.name, description ? { ...schema, description } : schema] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: properties.map(([name]) => name),
  };
}
