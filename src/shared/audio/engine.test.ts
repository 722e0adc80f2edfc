import { expect, it } from 'vitest';
import { engineOf } from './engine.ts';

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36', 'chromium'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', 'webkit'],
  ['Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 FxiOS/150.0 Mobile Safari/605.1.15', 'webkit'],
  ['Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 CriOS/150.0 Mobile Safari/604.1', 'webkit'],
])('AU11 %s', (userAgent, engine) => {
  expect(engineOf({ userAgent })).toBe(engine);
});
