import { expect, test } from 'vitest';
import { mentions, partsOf } from './richText';

test('addresses become links, names become mentions, the rest stays as it was', () => {
  expect(partsOf('Hi @ana, see https://example.org/a?b=1. Bye')).toEqual([
    { kind: 'text', text: 'Hi ' },
    { kind: 'mention', text: '@ana', username: 'ana' },
    { kind: 'text', text: ', see ' },
    { kind: 'link', text: 'https://example.org/a?b=1', url: 'https://example.org/a?b=1' },
    { kind: 'text', text: '. Bye' },
  ]);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://example.org/x', '//example.org/x'])(
  'what is no web address stays text: %s',
  (text) => {
    expect(partsOf(text).every(({ kind }) => kind === 'text')).toBe(true);
  },
);

test('the name in an address or a mail address is no mention', () => {
  expect(mentions('https://example.org/@ana and me@ana', 'ana')).toBe(false);
  expect(mentions('hello @Ana!', 'ana')).toBe(true);
});
