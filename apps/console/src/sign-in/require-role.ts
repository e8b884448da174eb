import { redirect } from '@tanstack/react-router';
import { signIn } from './sign-in.ts';

interface Leaving {
  location: { href: string };
}

/** Sends whoever is not an operator to the sign-in, and a door to its page. */
export function requireOperator({ location }: Leaving): void {
  const role = signIn.get()?.user.role;
  if (role === 'door') throw redirect({ to: '/door' });
  if (role !== 'operator') throw redirect({ to: '/sign-in', search: { next: location.href } });
}

export function requireDoor({ location }: Leaving): void {
  if (!signIn.get()) throw redirect({ to: '/sign-in', search: { next: location.href } });
}
