import { expect, test } from 'vitest';
import { parseTags, tagsProblem } from './tags';

test('tags are split at commas, without empty ones, hashes and repeats', () => {
  expect(parseTags(' music, #live ,,music, late night ')).toEqual(['music', 'live', 'late night']);
});

test('too many and too long tags are told', () => {
  expect(tagsProblem(Array.from({ length: 11 }, (_, index) => `t${index}`))).toContain('11');
  expect(tagsProblem(['x'.repeat(31)])).toContain('30');
  expect(tagsProblem(['x'.repeat(30)])).toBeUndefined();
});
