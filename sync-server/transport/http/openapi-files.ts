/** How files are sent and fetched, for tools outside. */
import { routes } from '#shared/protocol/routes.ts';
import { uploadAnswerSchema } from '#shared/protocol/files.ts';
import { waveformPath, waveformSchema } from '#shared/protocol/waveform.ts';
import { bytes, own } from './openapi-operations.ts';

const within = (where: 'path' | 'header', name: string, description: string, required = true) => ({
  name,
  in: where,
  required,
  description,
  schema: { type: 'string' },
});
const id = within('path', 'id', 'Of the version.');
const tus = within('header', 'Tus-Resumable', '1.0.0');
const offset = within('header', 'Upload-Offset', 'Where these bytes begin.');
const range = within('header', 'Range', 'One range of bytes.', false);
const length = within('header', 'Upload-Length', 'Of the whole file, in bytes.');
const fields =
  'trackId, fileId, versionId, name, note and sha256 of the whole file, in base64 each.';
const metadata = within('header', 'Upload-Metadata', fields);

export const filePaths = () => ({
  [routes.uploads]: {
    post: own('Begin to send a file (tus 1.0.0), or find again what was begun', {
      parameters: [tus, length, metadata],
      answers: { 201: ['Begun; Location says where its bytes go'] },
      problems: [403, 404, 503, 507],
    }),
  },
  [`${routes.uploads}/{id}`]: {
    get: own('Whether a file that was sent is there', {
      parameters: [id],
      answers: { 200: ['How far it is', uploadAnswerSchema] },
      problems: [404, 507],
    }),
    head: own('How many bytes of it have come', {
      parameters: [id, tus],
      answers: { 200: ['Upload-Offset and Upload-Length'] },
      problems: [404, 507],
    }),
    patch: own('Send its next bytes', {
      parameters: [id, tus, offset],
      asks: { 'application/offset+octet-stream': {} },
      answers: { 204: ['Upload-Offset says how many have come'] },
      problems: [403, 404, 503, 507],
    }),
    delete: own('Take back what has not come in whole', {
      parameters: [id, tus],
      answers: { 204: ['Gone'] },
      problems: [403, 404],
    }),
  },
  [`${routes.files}/{id}`]: {
    get: own('The bytes of a version, as they came', {
      parameters: [id, range],
      answers: {
        200: ['All of them', bytes],
        206: ['Those asked for', bytes],
        416: ['There are no such bytes'],
      },
      problems: [404, 503],
    }),
  },
  [`${routes.files}/{id}/sound`]: {
    get: own('The same sound in a form that players take, where there is one', {
      parameters: [id, range],
      answers: {
        200: ['All of it', bytes],
        206: ['The bytes asked for', bytes],
        416: ['There are no such bytes'],
      },
      problems: [404, 503],
    }),
  },
  [waveformPath('{id}')]: {
    get: own('The outline of a sound, and how loud it is', {
      parameters: [id],
      answers: {
        200: ['What its waveform is drawn from', waveformSchema],
        204: ['Nobody here can hear it'],
      },
      problems: [404, 503],
    }),
  },
});
