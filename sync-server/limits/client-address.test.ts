import { isIPv6 } from 'node:net';
import { expect, test } from 'vitest';
import { clientAddress, networkOf } from './client-address.ts';

test('SY25 AC5 what a client says of its address is believed of a proxy only', () => {
  expect(clientAddress('10.0.0.1', '1.2.3.4', false)).toBe('10.0.0.1');
  expect(clientAddress('10.0.0.1', 'made up, 1.2.3.4', true)).toBe('1.2.3.4');
  expect(clientAddress('10.0.0.1', undefined, true)).toBe('10.0.0.1');
  expect(clientAddress(undefined, undefined, false)).toBe('unknown');
});

test('SY25 AC5 whoever has a network of IPv6 is one address', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::');
  expect(networkOf('2001:DB8:1:2::9')).toBe('2001:db8:1:2::');
  expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0::');
  expect(networkOf('::1')).toBe('0:0:0:0::');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::');
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(isIPv6(networkOf('::1'))).toBe(true);
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
});
