/**
 * The wire never changes by accident: this holds a digest of every file that says what travels,
 * without its comments and layout.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { protocolVersion, protocolVersionOldest } from './version.ts';

const files = [
  'protocol/account-routes.ts',
  'protocol/codec.ts',
  'protocol/messages.ts',
  'protocol/push.ts',
  'protocol/routes.ts',
  'workspace/commands.ts',
  'workspace/entities.ts',
  'marks/limits.ts',
  'workspace/limits.ts',
  'workspace/preferences.ts',
  'workspace/refusals.ts',
  'workspace/vocabulary.ts',
  'notifications/record.ts',
];

const knownDigest = 'cc51b65a377f3cc7';

const printer = ts.createPrinter({ removeComments: true });

function meaningOf(file: string): string {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  return printer.printFile(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
}

it('the wire is the one this version speaks', () => {
  const digest = createHash('sha256').update(files.map(meaningOf).join('\0')).digest('hex');
  expect(
    digest.slice(0, 16),
    [
      'Something that travels between app and server has changed.',
      'Could an app of the last release misread this server, or this server such an app? Then raise',
      'protocolVersion in version.ts and note it there. In either case put the new digest here.',
    ].join(' '),
  ).toBe(knownDigest);
});

it('speaks no version later than its own', () => {
  expect(protocolVersionOldest).toBeLessThanOrEqual(protocolVersion);
});
