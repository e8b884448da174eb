import { request } from '@frontrow/embedded/testing/run/on-demand';
import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';
import type {} from './global-setup.ts';

/** A connection to the Chromium of the test run. Closing it closes its pages only. */
export const connect = async (): Promise<Browser> =>
  chromium.connect(await request<string>(inject('browserOnDemand'), 'browser'));
