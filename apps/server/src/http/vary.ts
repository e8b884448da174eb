import { type IncomingMessage, ServerResponse } from 'node:http';
import vary from 'vary';

/**
 * A response in which each part that answers may add to `vary`: CORS names the origin, and tRPC would replace that by
 * what its own answer depends on.
 */
export class VaryResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
  override setHeader(name: string, value: number | string | readonly string[]): this {
    if (name.length !== 4 || name.toLowerCase() !== 'vary') return super.setHeader(name, value);
    const before = this.getHeader('vary');
    return super.setHeader(
      'vary',
      before === undefined ? String(value) : vary.append(String(before), String(value)),
    );
  }
}
