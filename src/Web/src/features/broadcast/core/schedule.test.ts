import { expect, test } from 'vitest';
import { fromLocal, toLocal, zoneAt } from './schedule';

test('a moment comes back from its field, in whatever zone this runs', () => {
  for (const iso of ['2026-03-29T12:30:00.000Z', '2026-10-25T00:59:00.000Z']) {
    expect(fromLocal(toLocal(iso))).toBe(iso);
  }
});

test('no date is none, and what is no date too', () => {
  expect(fromLocal('')).toBeNull();
  expect(fromLocal('tomorrow')).toBeNull();
  expect(toLocal(null)).toBe('');
});

test('a summer date has the offset of summer, whenever one asks', () => {
  const winter = zoneAt('2026-01-15T12:00:00Z', 'en');
  const summer = zoneAt('2026-07-15T12:00:00Z', 'en');
  const moves =
    new Date('2026-01-15T12:00:00Z').getTimezoneOffset() !==
    new Date('2026-07-15T12:00:00Z').getTimezoneOffset();
  expect(winter !== summer).toBe(moves);
});
