/**
 * Reads `Upload-Metadata`: pairs of a key and a text in base64, as whoever sends it happens to write
 * that, padded or not, of either alphabet. What comes out is bounded and clean: a name is one line or a
 * path of such, so it can stand in a header, and each part of it on any disk.
 */
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/base/result.ts';
import { faultIn } from '#shared/base/schemas.ts';
import { asLine } from '#shared/base/text.ts';
import { uploadFieldsSchema, type UploadFields } from '#shared/protocol/files.ts';
import { cleanFileName } from '#shared/workspace/file-names.ts';

/** All fields at their longest, of characters of four bytes. */
const headerCharacters = 6_000;
const base64 = /^[\w+/-]*={0,2}$/u;

/** @returns which field is wrong, and how */
export function parseUploadMetadata(header: string): Result<UploadFields, string> {
  if (header.length > headerCharacters) return err('upload-metadata: is too long');
  const fields: Record<string, string> = { note: '' };
  for (const pair of header.split(',')) {
    const [key = '', encoded = ''] = pair.trim().split(/ +/u);
    const value = decode(encoded);
    if (value === null) return err('upload-metadata: must be keys with base64 of UTF-8');
    fields[key] = value;
  }
  const parsed = v.safeParse(uploadFieldsSchema, {
    ...fields,
    name: cleanFileName(fields['name'] ?? ''),
    note: asLine(fields['note'] ?? ''),
  });
  return parsed.success ? ok(parsed.output) : err(faultIn(parsed.issues[0]));
}

function decode(encoded: string): string | null {
  if (!base64.test(encoded)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return null;
  }
}
