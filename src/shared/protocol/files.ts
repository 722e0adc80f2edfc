/**
 * How a file travels: it is sent by tus 1.0.0 (creation and termination), with these fields in
 * `Upload-Metadata`, and the id of its version is the id of its upload. What came in whole is known by
 * the version from then on.
 */
import * as v from 'valibot';
import { count, facts, text, uuid } from '#shared/base/schemas.ts';
import { fileNameCharacters, versionNoteCharacters } from '#shared/workspace/limits.ts';

export const uploadFieldsSchema = facts({
  trackId: uuid,
  fileId: uuid,
  versionId: uuid,
  name: v.pipe(text, v.minLength(1), v.maxLength(fileNameCharacters)),
  note: v.pipe(text, v.maxLength(versionNoteCharacters)),
  /** Of the whole file, in lower-case hex: what comes in is compared with it. */
  sha256: v.pipe(text, v.regex(/^[0-9a-f]{64}$/u, 'must be 64 digits of lower-case hex')),
});
export type UploadFields = v.InferOutput<typeof uploadFieldsSchema>;

/** Why an upload came to nothing; sending it again begins it anew. */
export const uploadFailures = [
  'other-bytes', // not those that were promised: the file changed on the way
  'not-found', // the track, or the place in it, is gone
  'limit-reached',
] as const;
export type UploadFailure = (typeof uploadFailures)[number];

export const uploadAnswerSchema = facts({
  /** `done`: the version is there for everybody who may see it. */
  state: v.picklist(['receiving', 'checking', 'done', 'failed']),
  reason: v.optional(v.picklist(uploadFailures)),
  /** Bytes, while they come: only the server knows how many have. */
  received: v.optional(count),
});
export type UploadAnswer = v.InferOutput<typeof uploadAnswerSchema>;
