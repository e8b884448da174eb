import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFrontrowClient, type FrontrowClientOptions } from '../../src/index.ts';

afterEach(() => vi.unstubAllGlobals());

describe('createFrontrowClient throws for', () => {
  const url = 'https://sale.example';
  test.each([
    ['a missing url', { auth: null }, 'url is missing'],
    [
      'a url without a scheme',
      { url: 'sale.example', auth: null },
      'url must begin with http:// or https://, but is sale.example',
    ],
    ['a url of a host and port', { url: 'localhost:4000', auth: null }, 'url must begin with http'],
    ['a path, outside of a page', { url: '/api', auth: null }, 'url must begin with http'],
    ['an empty url', { url: '', auth: null }, 'url must begin with http'],
    ['auth that is a number', { url, auth: 5 }, 'auth must be a token'],
    ['auth without a token', { url, auth: {} }, 'auth must be a token'],
    ['a token that is undefined', { url, auth: { token: undefined } }, 'auth must be a token'],
    [
      'onBehalfOf without a service token',
      { url, auth: { onBehalfOf: 'customer' } },
      'auth must be a token',
    ],
    [
      'onBehalfOf that is undefined',
      { url, auth: { serviceToken: 'a', onBehalfOf: undefined } },
      'onBehalfOf must not be empty',
    ],
    [
      'onBehalfOf that is empty',
      { url, auth: { serviceToken: 'a', onBehalfOf: '' } },
      'onBehalfOf must not be empty',
    ],
    [
      'an externalId that is empty',
      { url, auth: { serviceToken: 'a', onBehalfOf: { externalId: '' } } },
      'onBehalfOf must not be empty',
    ],
  ])('%s', (_, options, message) => {
    // Another test of this process may have made a page.
    vi.stubGlobal('document', undefined);
    const create = () => createFrontrowClient(options as unknown as FrontrowClientOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
