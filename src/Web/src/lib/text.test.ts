import { expect, test } from 'vitest';

import { storedText, textLength, textProblem } from './text';

const family = '👨‍👩‍👧‍👦';

test('a length counts what people see', () => {
  expect(textLength(family.repeat(3))).toBe(3);
  expect(textLength('e\u0301')).toBe(1);
  expect(textLength('  ab  ')).toBe(2);
});

test('composed and decomposed text are the same, and overrides go', () => {
  expect(storedText('Cafe\u0301')).toBe('Caf\u00E9');
  expect(storedText('a\u202Eb\u2066')).toBe('ab');
});

test('a text is refused as the server refuses it', () => {
  expect(textProblem('', 10)).toBeNull();
  expect(textProblem('hello', 5)).toBeNull();
  expect(textProblem('hello!', 5)).toBe('long');
  expect(textProblem(family.repeat(5), 5)).toBeNull();
  expect(textProblem('\u200B\u2060', 5)).toBe('invisible');
  expect(textProblem('a\u001Bb', 5)).toBe('control');
  expect(textProblem('a\nb', 5)).toBe('control');
  expect(textProblem('a\nb', 5, true)).toBeNull();
  expect(textProblem('a' + '\u0363'.repeat(11), 50)).toBe('marks');
});
