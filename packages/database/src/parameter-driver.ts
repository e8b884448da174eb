import {
  NativeQueryBuilder,
  PostgreSqlConnection,
  PostgreSqlDriver,
  PostgreSqlPlatform,
  raw,
  type Transaction,
} from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/**
 * MikroORM writes values into the text of its statements. Postgres and poolers log statements that fail, wait
 * or are slow, and names and external ids of users would be in those lines. This driver sends text, times
 * and bytes as parameters; numbers, booleans and null stay in the text.
 */
export class ParameterDriver extends PostgreSqlDriver {
  protected override readonly platform = new ParameterPlatform();
  protected override readonly connection = new ParameterConnection(this.config);
}

class ParameterPlatform extends PostgreSqlPlatform {
  #values: string[] | null = null;

  /** The statement with `$1`, `$2`, … for its values. */
  toParameters(sql: string, params: readonly unknown[]): { text: string; values: string[] } {
    const values: string[] = [];
    this.#values = values;
    try {
      return { text: this.formatQuery(sql, params), values };
    } finally {
      this.#values = null;
    }
  }

  /** Postgres derives the type of a parameter from its place, as it does for a quoted literal. */
  override escape(value: unknown): string {
    const text = this.#values ? this.#textOf(value) : null;
    return text === null ? super.escape(value) : `$${this.#values?.push(text)}`;
  }

  #textOf(value: unknown): string | null {
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint') return String(value);
    if (value instanceof Date) return this.formatDate(value);
    return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : null;
  }
}

type Execute = Parameters<PostgreSqlConnection['execute']>;

class ParameterConnection extends PostgreSqlConnection {
  override async execute<Result>(
    ...[query, params, method, ctx, logging]: Execute
  ): Promise<Result> {
    const { sql, values } = statementOf(query, params);
    if (values.length === 0) {
      return (await super.execute(sql, [], method, ctx, logging)) as Result;
    }
    await this.ensureConnection();
    const { text, values: parameters } = (this.platform as ParameterPlatform).toParameters(
      sql,
      values,
    );
    const client: Pick<Transaction, 'executeQuery'> = ctx ?? this.getClient();
    const run = async () =>
      this.transformRawResult<Result>(
        await client.executeQuery(CompiledQuery.raw(text, parameters)),
        method,
      );
    return this.executeQuery(text, run);
  }
}

/** In the three forms in which the ORM gives a statement. */
function statementOf(
  query: Execute[0],
  params: Execute[1] = [],
): { sql: string; values: readonly unknown[] } {
  if (query instanceof NativeQueryBuilder) return statementOf(query.toRaw());
  if (typeof query !== 'string') return { sql: query.sql, values: query.params };
  return Array.isArray(params) ? { sql: query, values: params } : statementOf(raw(query, params));
}
