import { expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { parseUploadMetadata } from './upload-metadata.ts';

const fields = {
  trackId: uuid7(1),
  fileId: uuid7(2),
  versionId: uuid7(3),
  name: 'Kick.wav',
  note: 'louder',
  sha256: 'a'.repeat(64),
};
const header = (said: object, encoding: 'base64' | 'base64url' = 'base64') =>
  Object.entries({ ...fields, ...said })
    .map(([key, value]) => `${key} ${Buffer.from(String(value)).toString(encoding)}`)
    .join(',');
const nameOf = (name: string) => {
  const parsed = parseUploadMetadata(header({ name }));
  return parsed.ok ? parsed.value.name : null;
};

it('FI5 reads base64 of either alphabet, padded or not', () => {
  const said = { name: '??>>~~ Ä' };
  expect(parseUploadMetadata(header(said))).toEqual({ ok: true, value: { ...fields, ...said } });
  expect(parseUploadMetadata(header(said, 'base64url'))).toEqual(parseUploadMetadata(header(said)));
});

it('FI5 passes over what it does not know, and needs no note', () => {
  const known = { ...fields, note: '' };
  const { note: _, ...rest } = fields;
  const pairs = Object.entries({ ...rest, filetype: 'audio/wav' });
  const said = pairs.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
  expect(parseUploadMetadata([...said, 'relativePath'].join(','))).toEqual({
    ok: true,
    value: known,
  });
});

it.each([
  ['Stems/Kick.wav', 'Stems/Kick.wav'],
  ['Stems/../../etc/passwd', 'passwd'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\mixes\\mix.wav', 'mix.wav'],
  ['mix\r\nset-cookie: a=b.wav', 'mix set-cookie: a=b.wav'],
  ['\u202egpj.xe\u2066e', 'gpj.xee'],
  ['שיר.wav', 'שיר.wav'],
  ['x'.repeat(255), 'x'.repeat(255)],
  ['x'.repeat(300), null],
  ['..', null],
  ['../', null],
  ['\u200b', null],
  ['', null],
])('FI5 FI30 takes a name for a name, never for a way up or a header: %j', (said, name) => {
  expect(nameOf(said)).toBe(name);
});

it.each([
  ['', 'trackId'],
  [header({ trackId: 'nope' }), 'trackId'],
  [header({ versionId: '../x' }), 'versionId'],
  [header({ note: 'x'.repeat(501) }), 'note'],
  [header({ sha256: 'A'.repeat(64) }), 'sha256'],
  [`${header({})},name *`, 'upload-metadata'],
  [`${header({})},name gICA`, 'upload-metadata'],
  [header({ note: 'x'.repeat(9_000) }), 'upload-metadata'],
])('FI5 refuses what is not well formed, and says which: %#', (said, field) => {
  const parsed = parseUploadMetadata(said);
  expect(parsed.ok ? null : parsed.error).toMatch(new RegExp(`^${field}: `));
});
