import { expect, test } from 'vitest';
import { Serializer } from './Serializer';

test('runs steps one after the other, in the order they were asked for', async () => {
  const serializer = new Serializer();
  const steps: string[] = [];
  let finishFirst: () => void = () => undefined;
  const first = serializer.run(async () => {
    steps.push('first begins');
    await new Promise<void>((resolve) => (finishFirst = resolve));
    steps.push('first ends');
  });
  const second = serializer.run(() => {
    steps.push('second');
  });
  await Promise.resolve();
  expect(serializer.isIdle).toBe(false);
  finishFirst();
  await Promise.all([first, second]);
  expect(steps).toEqual(['first begins', 'first ends', 'second']);
  expect(serializer.isIdle).toBe(true);
});

test('a failed step rejects by itself and does not hold up the next', async () => {
  const serializer = new Serializer();
  const failed = serializer.run(() => Promise.reject(new Error('no')));
  const next = serializer.run(() => 'yes');
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});
