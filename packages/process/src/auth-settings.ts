import type { AuthSettings } from '@frontrow/api/access/auth';
import { allowsDevSignIn, hasExternalIssuer, type Settings } from '@frontrow/settings/settings';

/** The part of the settings that authentication needs. */
export const authSettings = (settings: Settings, secret: string): AuthSettings => ({
  keys: settings.AUTH_JWKS_URL ? { jwksUrl: settings.AUTH_JWKS_URL } : { secret },
  issuer: settings.AUTH_ISSUER,
  audience: settings.AUTH_AUDIENCE,
  roleClaim: settings.AUTH_ROLE_CLAIM,
  external: hasExternalIssuer(settings),
  autoCreate: settings.AUTH_AUTO_CREATE,
  devSignIn: allowsDevSignIn(settings),
});
