import { migrate } from '@frontrow/database/orm';
import { parseSettings, SettingsError } from '@frontrow/settings/settings';

/** Brings the database of DATABASE_URL up to date: run it before the servers of a new version. */
try {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = parseSettings(process.env);
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  if (!url) throw new SettingsError(['DATABASE_URL: is not set']);
  const ran = await migrate(url);
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
