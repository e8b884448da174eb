import { migrate } from '@frontrow/database/orm';
import { errorFields } from '@frontrow/settings/error-fields';
import { redact, secretsIn } from '@frontrow/settings/redact';
import { parseSettings, SettingsError } from '@frontrow/settings/settings';

/**
 * Runs the missing migrations on the database of DATABASE_DIRECT_URL or DATABASE_URL. A deployment runs
 * it before it starts the processes of a new version.
 */
try {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = parseSettings(process.env);
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  if (!url) throw new SettingsError(['DATABASE_URL: is not set']);
  const ran = await migrate(url);
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);
} catch (error) {
  const secrets = secretsIn(process.env);
  const isSettings = error instanceof SettingsError;
  console.error(isSettings ? redact(error.message, secrets) : errorFields(error, secrets));
  process.exitCode = 1;
}
