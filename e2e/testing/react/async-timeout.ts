import { configure } from '@testing-library/react';
import { WAIT } from '../waiting/wait-options.ts';

// The default of one second is too short for `waitFor` and `findBy…` on a busy machine.
configure({ asyncUtilTimeout: WAIT.timeout });
