/** The limits of files and pushes, and of what the process remembers. */
import * as shared from '#shared/workspace/limits.ts';
import * as own from './figures.ts';
import { bytes, comeAgain, count, days, rate, type Limits } from './limit-words.ts';

export const limitsOfFiles: readonly Limits[] = [
  {
    about: 'Files',
    limits: [
      {
        what: 'files, their versions and their bytes',
        who: 'a track',
        bound: `${shared.filesPerTrack}, ${shared.versionsPerFile} of each, ${bytes(shared.fileBytesPerTrack)}; one is as large as \`FILE_MB\` says, and the disk keeps \`DISK_RESERVE_MB\``,
        told: '507 or 413 before the first byte',
        keptIn: ['file', 'file_version', 'files/store.ts unreferredSince'],
        test: 'FI5 says before the first byte what cannot be: too large, no room, no such track, no length',
      },
      {
        what: 'uploads that are begun, and those that are open',
        who: 'a person',
        bound: `${rate(own.uploadsBegun)}; ${own.uploadsOpen} open, a week untouched`,
        told: `${comeAgain} where one is begun; 507`,
        keptIn: [
          'transport/http/upload-routes.ts creationLimit',
          'files/upload-records.ts records',
          'files/arrivals.ts waiting',
          'transport/http/tus.ts announced',
        ],
        test: 'OP51 uploads of one person that are open are bounded',
      },
      {
        what: 'uploads that are received at once',
        who: 'a person',
        bound: `${own.uploadsReceived}`,
        told: '503 with `Retry-After`',
        keptIn: [
          'transport/http/upload-routes.ts receiving',
          'limits/at-once.ts counts',
          'files/upload-locks.ts heldById',
        ],
        test: 'FI7 of one person six are received at once, and the others try again',
      },
      {
        what: 'files that are handed out at once',
        who: 'a person',
        bound: `${own.filesSent}`,
        told: '503 with `Retry-After`',
        keptIn: ['transport/http/file-routes.ts sending'],
        test: 'FI7 FI10 one person gets 24 files at once and is asked to wait with more, and nobody else is',
      },
      {
        what: 'waveforms that wait to be made, and questions that wait for one',
        who: 'a person',
        bound: `${count(own.waveformsWished)}, and ${own.waveformsAwaited}`,
        told: 'that it is in the making',
        keptIn: [
          'files/waveforms/create-waveforms.ts jobs',
          'files/waveforms/create-waveforms.ts waiting',
          'files/waveforms/create-waveforms.ts failedUntil',
          'files/waveforms/turns.ts people',
        ],
        test: 'FI21 bounds what one person has waiting, and shuts nobody else out',
      },
      {
        what: 'sounds of which it is remembered how they lie',
        who: 'everybody',
        bound: count(own.soundsRemembered),
        told: 'nothing: it is read again',
        keptIn: ['files/sound-facts.ts remembered'],
        test: 'AU12 what was played least lately is forgotten first',
      },
    ],
  },
  {
    about: 'Pushes',
    limits: [
      {
        what: 'subscriptions',
        who: 'a person',
        bound: `${shared.pushSubscriptionsPerUser}`,
        told: 'the oldest ends',
        keptIn: ['push_subscription'],
        test: 'PU3 each device once, up to twenty; one more ends the oldest',
      },
      {
        what: 'pushes that wait',
        who: 'a device',
        bound: `one for each row, for ${days(shared.pushLifetimeMs)}; after quiet hours ${shared.pushesAfterQuietHours}`,
        told: 'nothing: the rest is in the list',
        keptIn: ['push_job', 'push/push-queue.ts busy', 'push/push-queue.ts ready'],
        test: 'PU3 is pushed once for all that happened before it went out',
      },
      {
        what: 'pushes to try it out',
        who: 'a person',
        bound: `${rate(own.pushTests)}`,
        told: comeAgain,
        keptIn: ['transport/http/push-routes.ts testLimit'],
        test: 'PU10 goes out at once, whatever hours, and says what came of it',
      },
    ],
  },
  {
    about: 'What the process remembers',
    limits: [
      {
        what: 'keys by which one limit counts, each an id, an address or a hash',
        who: 'everybody',
        bound: count(own.keysMost),
        told: 'the one that asked longest ago is forgotten',
        keptIn: ['limits/rate-limit.ts buckets'],
        test: 'OP51 a limit keeps so many keys: those that asked longest ago go first',
      },
      {
        what: 'people it has greeted',
        who: 'everybody',
        bound: count(own.greetedMost),
        told: 'nothing: they are looked up',
        keptIn: ['transport/http/enter.ts welcomed'],
        test: 'OP51 what is remembered to spare looking it up is bounded, and begins anew',
      },
      {
        what: 'marks of people who are told something',
        who: 'everybody',
        bound: count(own.marksRemembered),
        told: 'nothing: they are read again',
        keptIn: ['storage/sql/read-marks.ts kept'],
        test: 'NT7 SY20 what is still in the journal is read as well, by whoever reads marks',
      },
      {
        what: 'push services, with a signature for each',
        who: 'everybody',
        bound: `${own.signaturesMost}`,
        told: 'nothing: it is made again',
        keptIn: ['push/push-request.ts signatures'],
        test: 'OP51 what is remembered to spare looking it up is bounded, and begins anew',
      },
      {
        what: 'other origins whose pages have asked',
        who: 'everybody',
        bound: `${own.foreignPagesTold}, of 200 characters each`,
        told: 'nothing: of further ones the log says nothing',
        keptIn: ['transport/foreign-pages.ts told'],
        test: 'OP51 the log names so many other origins, as much of each as is enough',
      },
    ],
  },
];
