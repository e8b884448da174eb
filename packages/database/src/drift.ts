import { withMigratedDatabase } from './throwaway-database.ts';

/**
 * Fails when the migrations, run on an empty database, do not lead to the schema of the entities, or
 * when the entities have changed since the last migration was created.
 */
await withMigratedDatabase(async (orm) => {
  const difference = (await orm.schema.getUpdateSchemaSQL({ wrap: false })).trim();
  const changed = await orm.migrator.checkSchema();
  if (difference === '' && !changed) return console.log('migrations and entities agree');
  if (difference !== '') console.error(`the migrations lack this SQL:\n${difference}`);
  if (changed) console.error('the entities have changed since the last migration was created');
  console.error('create the missing migration with: npx -y pnpm@12 migration:create Name');
  process.exitCode = 1;
});
