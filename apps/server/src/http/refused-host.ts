import { shapeOf } from '@frontrow/api/errors/error-shape';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { TRPCError } from '@trpc/server';
import superjson from 'superjson';

/** The body of a refused host: under /trpc in tRPC's wire format, so that clients show its message. */
export function refusedHostBody(path: string, message: string): object {
  if (!path.startsWith('/trpc')) return { error: message };
  const error = new TRPCError({ code: 'FORBIDDEN', cause: new DomainError('FORBIDDEN') });
  return { error: superjson.serialize({ ...shapeOf({ error, path: undefined }), message }) };
}
