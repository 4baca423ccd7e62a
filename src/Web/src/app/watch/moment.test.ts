import { expect, test } from 'vitest';
import { parseMoment } from './moment';

test.each([
  ['90', 90],
  ['90s', 90],
  ['1m30s', 90],
  ['1h2m3s', 3723],
  ['2h', 7200],
  ['', 0],
  [null, 0],
  ['-5', 0],
  ['soon', 0],
])('%j begins at %d seconds', (text, seconds) => {
  expect(parseMoment(text)).toBe(seconds);
});
