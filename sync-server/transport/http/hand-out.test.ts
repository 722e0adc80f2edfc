import { expect, it } from 'vitest';
import { attachment } from './attachment.ts';

it.each([
  ['Kick.wav', `attachment; filename="Kick.wav"; filename*=UTF-8''Kick.wav`],
  ['a"b\\c.wav', `attachment; filename="a_b_c.wav"; filename*=UTF-8''a%22b_c.wav`],
  ['Stems/Drums/Kick.wav', `attachment; filename="Kick.wav"; filename*=UTF-8''Kick.wav`],
  ['Stems/', `attachment; filename="file"; filename*=UTF-8''file`],
  ['été.wav', `attachment; filename="_t_.wav"; filename*=UTF-8''%C3%A9t%C3%A9.wav`],
  [
    'x\r\nset-cookie: a',
    `attachment; filename="x set-cookie: a"; filename*=UTF-8''x%20set-cookie%3A%20a`,
  ],
  ['\u202egpj', `attachment; filename="gpj"; filename*=UTF-8''gpj`],
  ["it's (1)*", `attachment; filename="it's (1)*"; filename*=UTF-8''it%27s%20%281%29%2A`],
  ['\ud800', `attachment; filename="_"; filename*=UTF-8''%EF%BF%BD`],
  ['\r\n', `attachment; filename="file"; filename*=UTF-8''file`],
])('FI8 writes a name so that it is one: %j', (name, header) => {
  expect(attachment(name)).toBe(header);
});
