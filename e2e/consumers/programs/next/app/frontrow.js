import { createFrontrowClient } from '@frontrow/sdk';

export const frontrow = createFrontrowClient({
  // biome-ignore lint/style/noProcessEnv: how a Next application is configured
  url: process.env.NEXT_PUBLIC_FRONTROW_URL,
  auth: null,
});
