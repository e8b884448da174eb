import { createPageClient } from '@frontrow/pages/browser/client.ts';
import { signIn } from '../sign-in/sign-in.ts';

export const client = createPageClient(() => signIn.token());
