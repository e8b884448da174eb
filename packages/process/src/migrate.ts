import { prepareDatabase } from '@frontrow/database/prepare-database';
import { ownerUrlOf, parseSettings, SettingsError } from '@frontrow/settings/settings';

/**
 * Runs the missing migrations as the owner of the schema (FRONTROW_OWNER_URL), and lets the role of
 * DATABASE_URL read and write the tables. A deployment runs it before it starts the processes of a new
 * version.
 */
try {
  const settings = parseSettings(process.env);
  const ownerUrl = ownerUrlOf(settings);
  if (!ownerUrl) throw new SettingsError(['DATABASE_URL: is not set']);
  const appUrl = settings.DATABASE_URL ?? ownerUrl;
  const { ran, warning } = await prepareDatabase({ ownerUrl, appUrl });
  if (warning) console.warn(warning);
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
