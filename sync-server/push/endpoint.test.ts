import { expect, it } from 'vitest';
import { isPushEndpoint } from './endpoint.ts';

it.each([
  ['https://fcm.googleapis.com/fcm/send/x', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/x', true],
  ['https://web.push.apple.com/x', true],
  ['https://sin.notify.windows.com/w/?token=x', true],
  ['http://127.0.0.1:9/x', 'loopback'],
  ['http://localhost:9/x', 'loopback'],
  ['http://[::1]:9/x', 'loopback'],
  ['https://127.0.0.1/x', false],
  ['http://fcm.googleapis.com/x', false],
  ['https://fcm.googleapis.com:8443/x', false],
  ['https://fcm.googleapis.com@169.254.169.254/x', false],
  ['https://fcm.googleapis.com.example.org/x', false],
  ['https://evilpush.apple.com.example.org/x', false],
  ['https://notify.windows.com.example.org/x', false],
  ['https://xpush.apple.com/x', false],
  ['http://169.254.169.254/latest/meta-data', false],
  ['http://127.0.0.1.example.org/x', false],
  ['http://[::ffff:127.0.0.1]/x', false],
  ['file:///etc/passwd', false],
  ['', false],
])('PU11 %s: %s', (address, verdict) => {
  expect(isPushEndpoint(address, false)).toBe(verdict === true);
  expect(isPushEndpoint(address, true)).toBe(verdict !== false);
});
