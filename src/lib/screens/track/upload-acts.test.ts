import { expect, it, vi } from 'vitest';
import { createActs, type ActedOn } from './upload-acts.ts';

const nothing = { pause: [], resume: [], retry: [], cancel: [] };
const about = (can: Partial<ActedOn['can']>, sent = 0): ActedOn => ({
  can: { ...nothing, ...can },
  name: 'Stems',
  sent,
  done: 3,
});

function open(acted: ActedOn) {
  const [change, askToCancel] = [vi.fn(), vi.fn()];
  const acts = createActs({ change, askToCancel })(acted);
  return { acts, change, askToCancel, texts: acts.map(({ text }) => text) };
}

it('FI35 offers what can be done, and names what it is about', () => {
  expect(open(about({})).texts).toEqual([]);
  expect(open(about({ pause: ['a'], cancel: ['a'] })).texts).toEqual(['Pause', 'Cancel']);
  expect(open(about({ retry: ['a'], cancel: ['a'] })).texts).toEqual(['Try again', 'Cancel']);
  const { acts, texts } = open(about({ retry: ['a'], resume: ['b'], cancel: ['a', 'b', 'c'] }));
  expect(texts).toEqual(['Retry those', 'Resume', 'Cancel']);
  expect(acts.map(({ label }) => label)).toEqual([
    'Retry those: Stems',
    'Resume: Stems',
    'Cancel: Stems',
  ]);
});

it('FI35 pausing and going on are one button, and what is paused in part is paused whole', () => {
  const keys = (can: Partial<ActedOn['can']>) => open(about(can)).acts.map(({ key }) => key);
  expect(keys({ pause: ['a'], resume: ['b'] })).toEqual(['hold']);
  expect(open(about({ pause: ['a'], resume: ['b'] })).texts).toEqual(['Pause']);
  expect(keys({ resume: ['b'] })).toEqual(['hold']);
});

it('FI35 does what it says, and asks before much is given up', () => {
  const little = open(about({ pause: ['a'], retry: ['b'], cancel: ['a', 'b'] }));
  for (const act of little.acts) act.onclick();
  expect(little.change.mock.calls).toEqual([
    [['b'], 'go-on'],
    [['a'], 'pause'],
    [['a', 'b'], 'cancel'],
  ]);
  const much = about({ cancel: ['a', 'b'] }, 50_000_000);
  const { acts, change, askToCancel } = open(much);
  acts[0]?.onclick();
  expect(change).not.toHaveBeenCalled();
  expect(askToCancel).toHaveBeenCalledExactlyOnceWith(much);
});
