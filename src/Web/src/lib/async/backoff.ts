/**
 * How long to wait before the attempt after `failures` failed ones: doubling from `first` up to
 * `most`, spread over its upper half so that thousands of clients do not come back in step.
 * All times in milliseconds.
 */
export function backoff(
  failures: number,
  { first = 500, most = 10_000, random = Math.random } = {},
): number {
  const full = Math.min(most, first * 2 ** Math.min(failures, 20));
  return Math.round(full / 2 + (full / 2) * random());
}
