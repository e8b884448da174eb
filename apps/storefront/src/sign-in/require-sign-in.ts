import { redirect } from '@tanstack/react-router';
import { signIn } from './sign-in.ts';

/** Sends a visitor whom nobody knows to the sign-in, and then back to where they were going. */
export function requireSignIn({ location }: { location: { href: string } }): void {
  if (!signIn.token()) throw redirect({ to: '/sign-in', search: { next: location.href } });
}
