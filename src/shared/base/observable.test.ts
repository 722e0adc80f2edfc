import { expect, test } from 'vitest';
import { createValue } from './observable.ts';

test('whoever watches hears the present value, then each change', () => {
  const value = createValue(1);
  const heard: number[] = [];
  value.subscribe((next) => heard.push(next));
  value.set(2);
  value.set(2);
  expect(heard).toEqual([1, 2, 2]);
  expect(value.get()).toBe(2);
});

test('who comes later hears what it is by then', () => {
  const value = createValue('early');
  value.set('late');
  const heard: string[] = [];
  value.subscribe((next) => heard.push(next));
  expect(heard).toEqual(['late']);
});

test('who left hears nothing more, and the others do', () => {
  const value = createValue(0);
  const heard: number[] = [];
  const next = (got: number) => heard.push(got);
  const leave = value.subscribe(next);
  value.subscribe(next);
  leave();
  leave();
  value.set(1);
  expect(heard).toEqual([0, 0, 1]);
});

test('who leaves while it is told is told no more', () => {
  const value = createValue(0);
  const heard: number[] = [];
  const leave: (() => void)[] = [];
  value.subscribe((got) => {
    if (got > 0) for (const go of leave) go();
  });
  leave.push(value.subscribe((got) => heard.push(got)));
  value.set(1);
  expect(heard).toEqual([0]);
});
