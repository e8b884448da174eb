import { config } from 'zod';

// Zod tries to compile its checks when a schema is made, which the policy of the pages forbids and reports. This file
// has to be loaded before any schema.
config({ jitless: true });
