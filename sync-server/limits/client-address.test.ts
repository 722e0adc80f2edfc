import { isIPv6 } from 'node:net';
import { expect, test } from 'vitest';
import { clientAddress, networkOf } from './client-address.ts';

test('SY25 AC5 what a client says of its address is believed of a proxy only', () => {
  expect(clientAddress('10.0.0.1', '1.2.3.4', 0)).toBe('10.0.0.1');
  expect(clientAddress('10.0.0.1', 'made up, 1.2.3.4', 1)).toBe('1.2.3.4');
  expect(clientAddress('10.0.0.1', undefined, 1)).toBe('10.0.0.1');
  expect(clientAddress(undefined, undefined, 0)).toBe('unknown');
});

test.each([
  ['1.2.3.4:49152', '1.2.3.4'],
  [' 1.2.3.4 ', '1.2.3.4'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2::'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2::'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::'],
  ['2001:0db8:0001:0002:0:0:0:9', '2001:db8:1:2::'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['[::ffff:102:304]:80', '1.2.3.4'],
  ['0:0:0:0:0:FFFF:1.2.3.4', '1.2.3.4'],
  ['fe80::1%eth0', 'fe80:0:0:0::'],
])('OP13 %s is the address %s, however a proxy writes it', (written, address) => {
  expect(clientAddress('10.0.0.1', `5.6.7.8, ${written}`, 1)).toBe(address);
});

test.each([
  'unknown',
  '_hidden',
  '1.2.3',
  '0x01020304',
  '01.2.3.4',
  '1.2.3.4:x',
  '1.2.3.4:123456',
  '1.2.3.4 5.6.7.8',
  '[1.2.3.4]:80',
  '[2001:db8::9',
  '2001:db8::9]:1',
  '[2001:db8::9]x',
  'example.org',
  '"1.2.3.4"',
  '',
  ' , ',
])('OP13 %j is no address: that of the connection counts', (written) => {
  expect(clientAddress('10.0.0.1', written, 1)).toBe('10.0.0.1');
  expect(clientAddress('::ffff:10.0.0.1', written, 2)).toBe('10.0.0.1');
});

test('OP13 of several proxies the one that is farthest out and vouched for names the client', () => {
  const said = '6.6.6.6, 1.2.3.4, 10.0.0.7,, 10.0.0.8:99';
  expect([1, 2, 3].map((proxies) => clientAddress('10.0.0.9', said, proxies))).toEqual([
    '10.0.0.8',
    '10.0.0.7',
    '1.2.3.4',
  ]);
  // Whoever came in behind the outer one is known by the inner one alone.
  expect(clientAddress('10.0.0.9', '1.2.3.4', 3)).toBe('1.2.3.4');
  expect(clientAddress('10.0.0.9', '1.2.3.4, made up, 10.0.0.8', 2)).toBe('10.0.0.9');
});

test('SY25 AC5 whoever has a network of IPv6 is one address', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::');
  expect(networkOf('2001:DB8:1:2::9')).toBe('2001:db8:1:2::');
  expect(networkOf('2001:0db8:01::9')).toBe('2001:db8:1:0::');
  expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0::');
  expect(networkOf('1::2:3:4:5:6.7.8.9')).toBe('1:0:2:3::');
  expect(networkOf('::1')).toBe('0:0:0:0::');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::');
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(networkOf('::ffff:c000:207')).toBe('192.0.2.7');
  expect(isIPv6(networkOf('::1'))).toBe(true);
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
});
