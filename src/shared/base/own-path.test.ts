import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

const origin = 'https://feed.example';

it.each([
  ['', '/'],
  ['/', '/'],
  ['/track/1?file=2#t', '/track/1?file=2#t'],
  ['track/1', '/track/1'],
  ['?new=track', '/?new=track'],
  ['https://feed.example/n/1', '/n/1'],
  ['https://feed.example:443/n/1', '/n/1'],
  ['/x/../n/1', '/n/1'],
  ['/?next=//evil.example', '/?next=//evil.example'],
  ['/@evil.example', '/@evil.example'],
  // As browsers read it: a path.
  ['https:evil.example', '/evil.example'],
])('AC22 %j is the place %s of ours', (address, path) => {
  expect(ownPath(address, origin)).toBe(path);
});

it.each([
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\n//evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'https://feed.example//evil.example',
  'https://feed.example\\\\evil.example',
  'https://feed.example@evil.example/',
  'https://feed.example.evil.example/',
  'https://feed.example:8443/',
  'http://feed.example/',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'blob:https://feed.example/1',
  'https://',
])('AC22 %j leads nowhere of ours', (address) => {
  expect(ownPath(address, origin)).toBeNull();
});
