import { expect, test } from 'vitest';
import { nextPath, signInPath } from './signInPath';

test('signing in leads back to where somebody was', () => {
  const path = signInPath('/watch/1?x=2');
  expect(nextPath(new URL(path, 'http://localhost').searchParams)).toBe('/watch/1?x=2');
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
])('signing in never leads to another site: %j', (next) => {
  expect(nextPath(new URLSearchParams({ next }))).toBe('/');
});
