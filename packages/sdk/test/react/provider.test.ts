import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { useFrontrow } from '../../src/react.ts';

test('a hook outside of the provider throws an error that names it', () => {
  const Component = () => {
    useFrontrow();
    return null;
  };
  expect(() => renderToString(createElement(Component))).toThrow(/FrontrowProvider/);
});
