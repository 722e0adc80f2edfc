import { expect, it } from 'vitest';
import { wayByMenu } from './install.ts';

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)`;
it.each([
  ['an iPhone', `Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit}`, 5, 'ios'],
  ['an iPad that calls itself a Mac', `${mac} ${webkit} Version/18.0 Safari/605.1.15`, 5, 'ios'],
  ['Safari on a Mac', `${mac} ${webkit} Version/18.0 Safari/605.1.15`, 0, 'mac'],
  ['Chrome on a Mac', `${mac} AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36`, 0, null],
  ['Firefox on a Mac', `${mac} Gecko/20100101 Firefox/140.0`, 0, null],
  ['Chrome on Android', 'Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile', 5, null],
])('%s', (_, userAgent, maxTouchPoints, way) => {
  expect(wayByMenu({ userAgent, maxTouchPoints })).toBe(way);
});
