import { prepareDatabase } from '@frontrow/database/prepare-database';
import { errorFields } from '@frontrow/settings/error-fields';
import { redact, secretsIn } from '@frontrow/settings/redact';
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
  const secrets = secretsIn(process.env);
  const isSettings = error instanceof SettingsError;
  console.error(isSettings ? redact(error.message, secrets) : errorFields(error, secrets));
  process.exitCode = 1;
}
