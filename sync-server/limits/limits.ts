/**
 * Every limit of the server, in words: of what, for whom, how much, what one is told beyond it, and where
 * what is counted is kept. `docs/limits.md` is written from this list, and tests look from it at the
 * database and the code: each table and each map that outlives a request is in it, or is named by the
 * server alone, and each limit has its test.
 */
import { documentBytes, documentClients, updateBytes } from '#shared/marks/limits.ts';
import { day } from '#shared/base/time.ts';
import * as shared from '#shared/workspace/limits.ts';
import * as own from './figures.ts';
import type { Budget } from './token-bucket.ts';

export interface Limit {
  readonly what: string;
  readonly who: string;
  readonly bound: string;
  /** Beyond it. */
  readonly told: string;
  /** Tables by name; maps as the file in sync-server and their name in it. */
  readonly keptIn: readonly string[];
  /** A title. */
  readonly test: string;
}

export interface Limits {
  readonly about: string;
  readonly limits: readonly Limit[];
}

const count = (number: number) => number.toLocaleString('en-US', { maximumFractionDigits: 1 });
const bytes = (number: number) => {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  const power = Math.min(3, Math.floor(Math.log2(number) / 10));
  return `${count(number / 1_024 ** power)} ${units[power]}`;
};
const everySoOften = (seconds: number) =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? 'minute' : `${seconds / 60} minutes`;
const rate = ({ perSecond, burst }: Budget) =>
  `${count(burst)} at once, then ${perSecond >= 1 ? `${count(perSecond)} a second` : `one every ${everySoOften(Math.round(1 / perSecond))}`}`;
const days = (ms: number) => `${count(ms / day)} days`;

const comeAgain = '429 with `Retry-After`';
const refused = 'refused with `limit-reached`; it stands where it was typed';
const oldestGoes = 'the oldest goes, without a word';

export const limits: readonly Limits[] = [
  {
    about: 'Asking',
    limits: [
      {
        what: 'requests',
        who: 'an address',
        bound: `${rate(own.requestsPerAddress)}`,
        told: comeAgain,
        keptIn: ['transport/http/api.ts addressLimit'],
        test: 'OP51 an address that asks without end is told to come again, and no other',
      },
      {
        what: 'requests, but for those about files',
        who: 'a person',
        bound: `${rate(own.requestsPerUser)}`,
        told: comeAgain,
        keptIn: ['transport/http/enter.ts userLimit'],
        test: 'OP51 a person who asks without end is told to come again, and no other',
      },
      {
        what: 'bodies and messages that are being sent, in bytes',
        who: 'a person, or an address of people nobody knows',
        bound: bytes(own.bodiesHeld.perOwner),
        told: `${comeAgain}; a socket is closed with 1013`,
        keptIn: ['limits/body-room.ts holds', 'limits/body-room.ts bytesOf'],
        test: 'OP50 one account holds few megabytes of what it never ends, and is told when to come again',
      },
      {
        what: 'bodies and messages that are being sent, in bytes',
        who: 'everybody',
        bound: bytes(own.bodiesHeld.total),
        told: 'the largest of whoever holds most ends with 503 and `Retry-After`',
        keptIn: [],
        test: 'OP50 where many accounts hold all there is, what is small finds room, and the largest gives way',
      },
      {
        what: 'the length of one request of commands',
        who: 'anybody',
        bound: `${shared.commandsPerRequest} commands, ${bytes(shared.commandRequestBytes)}`,
        told: '400 or 413',
        keptIn: [],
        test: 'answers 413 to a body that is too large, 400 to too many commands',
      },
      {
        what: 'the length of one page of changes',
        who: 'anybody',
        bound: `${shared.changesPerPageMost} changes, ${bytes(shared.changesPageBytes)}`,
        told: 'the rest is in the next page',
        keptIn: [],
        test: 'CL9 takes any limit, and ends a page of long texts early',
      },
      {
        what: 'the time a body may take',
        who: 'anybody',
        bound: 'a minute, or as long as a kibibyte a second comes',
        told: '408',
        keptIn: [],
        test: 'SY29 takes a body for as long as it brings a kibibyte a second',
      },
    ],
  },
  {
    about: 'Connections and sockets',
    limits: [
      {
        what: 'connections on which nobody is signed in',
        who: 'an address, or everybody',
        bound: `${own.connectionsPerAddress}, or ${count(own.connectionsMost)}`,
        told: 'one that rests gives way, or the new one is closed',
        keptIn: [
          'limits/connection-limit.ts addressOf',
          'limits/connection-limit.ts counts',
          'limits/connection-limit.ts resting',
        ],
        test: 'SY25 silent connections are bounded, and nobody who is signed in counts among them',
      },
      {
        what: 'upgrades in question',
        who: 'an address, or everybody',
        bound: `${own.visitorsPerAddress}, or ${count(own.visitorsMost)}`,
        told: '429, or 503',
        keptIn: ['transport/socket/door.ts visitors', 'transport/socket/door.ts waiting'],
        test: 'SY25 upgrades that wait are bounded for one address, and others get in',
      },
      {
        what: 'upgrades',
        who: 'an address',
        bound: `${rate(own.knocks)}`,
        told: '429',
        keptIn: ['transport/socket/door.ts knocks'],
        test: 'SY25 an address that knocks again and again is told to wait, others are let in',
      },
      {
        what: 'sockets',
        who: 'a person',
        bound: `${shared.socketsPerUser}`,
        told: 'closed with 1013',
        keptIn: [
          'marks/room-registry.ts entries',
          'marks/room.ts listeners',
          'marks/room.ts waiting',
          'transport/socket/pulse.ts nudged',
          'domain/news.ts listenersByUser',
        ],
        test: 'SY5 the twenty-first socket of a person is closed, those of others are not',
      },
    ],
  },
  {
    about: 'Signing in',
    limits: [
      {
        what: 'new accounts',
        who: 'an address',
        bound: `${own.signUpsPerAddress.max} a minute`,
        told: comeAgain,
        keptIn: ['user', 'account'],
        test: 'OP51 new accounts of an address are bounded by the minute',
      },
      {
        what: 'passwords that wait to be hashed',
        who: 'everybody',
        bound: `${own.hashesWaiting}, of them ${own.signUpsWaiting} of sign-ups`,
        told: '503 with `Retry-After` to whoever has most of them',
        keptIn: ['base/fair-queue.ts lines'],
        test: 'OP21 sign-ups are hashed one at a time, and one too many is told when to come again',
      },
      {
        what: 'wrong passwords',
        who: 'an address, for all accounts',
        bound: `${rate(own.signInsOfAddress)}`,
        told: comeAgain,
        keptIn: ['limits/sign-in-limits.ts addresses'],
        test: 'AC5 thirty wrong ones from one address, then one every two seconds, and no account pays for it',
      },
      {
        what: 'wrong passwords',
        who: 'an address, for one account',
        bound: `${rate(own.signInsOfPlace)}`,
        told: comeAgain,
        keptIn: ['limits/sign-in-limits.ts places'],
        test: 'AC5 AC20 ten wrong passwords for an account from one address, then one a minute',
      },
      {
        what: 'wrong passwords, where strangers guess from everywhere',
        who: 'a network, for one account',
        bound: `${rate(own.signInsOfPlaceInCrowd)}, once ${rate(own.signInsOfCrowd)} are used up`,
        told: comeAgain,
        keptIn: ['limits/sign-in-limits.ts crowds', 'limits/sign-in-limits.ts placesInCrowd'],
        test: 'AC20 …nor thousands of addresses, and each of those is left a few tries a day',
      },
      {
        what: 'wrong passwords',
        who: 'a browser that was in this account',
        bound: `${rate(own.signInsOfInsider)}`,
        told: comeAgain,
        keptIn: ['limits/sign-in-limits.ts insiders'],
        test: 'AC5 AC20 its own browsers are let in however many strangers guess, and are limited themselves',
      },
      {
        what: 'links that set a password, tried',
        who: 'an address',
        bound: `${rate(own.linksTried)}`,
        told: comeAgain,
        keptIn: ['transport/http/account-routes.ts tries'],
        test: 'OP51 links that set a password are tried a few times from one address',
      },
      {
        what: 'sessions',
        who: 'a person',
        bound: `${own.sessionsPerUser}, each with ${own.userAgentCharacters} characters of what the browser calls itself`,
        told: 'the one not heard of for longest ends',
        keptIn: [
          'session',
          'session_seen',
          'accounts/sightings.ts knownAt',
          'transport/http/under-way.ts bySession',
        ],
        test: 'AC30 an account is signed in at so many places: of more, the one not heard of for longest ends',
      },
      {
        what: 'browsers that are known',
        who: 'a person',
        bound: `${own.browsersPerUser}`,
        told: 'the one not seen for longest is a new one when it comes back',
        keptIn: ['known_browser'],
        test: 'AC30 an account knows so many browsers, and forgets the one not seen for longest',
      },
    ],
  },
  {
    about: 'What people write',
    limits: [
      {
        what: 'what is written, in bytes, with 512 for each command that adds something',
        who: 'a person',
        bound: `${bytes(shared.writtenBytesPerDay)} a day, ${bytes(shared.writtenBytesPerUser)} in all`,
        told: refused,
        keptIn: ['account_use', 'change_log', 'comment', 'deleted_comment', 'ticket', 'track'],
        test: 'CM60 a day of one person has room for megabytes, and the next as many',
      },
      {
        what: 'outcomes of commands',
        who: 'a person',
        bound: `${count(shared.outcomesPerUser)}, for ${days(shared.outcomeLifetimeMs)}`,
        told: 'a command that is asked again after that is `too-old`',
        keptIn: ['command_outcome'],
        test: 'CM61 CM46 the oldest outcomes beyond the bound of a person go, and are refused as too old',
      },
      {
        what: 'numberings of devices',
        who: 'a person',
        bound: count(shared.numberedDevicesPerUser),
        told: refused,
        keptIn: ['device'],
        test: 'CM50 the numbering of a device is kept for good, and there is a bound to how many',
      },
      {
        what: 'devices in the list, and as many that have left it',
        who: 'a person',
        bound: `${shared.devicesPerUser} and ${shared.goneDevicesKept}`,
        told: 'the one silent for longest leaves it',
        keptIn: ['device_seen', 'change_log'],
        test: 'CL13 the log says of few that have left the list, however many there were',
      },
      {
        what: 'tracks, owned and joined',
        who: 'a person',
        bound: count(shared.tracksPerUser),
        told: refused,
        keptIn: ['member'],
        test: 'CM8 one track too many is refused, made or joined',
      },
      {
        what: 'comments',
        who: 'a track',
        bound: count(shared.commentsPerTrack),
        told: refused,
        keptIn: ['comment'],
        test: 'CM8 one comment too many is refused',
      },
      {
        what: 'people',
        who: 'a track',
        bound: `${shared.membersPerTrack}`,
        told: refused,
        keptIn: ['member'],
        test: 'CM8 refuses one person too many, at inviting and at accepting',
      },
      {
        what: 'invites that wait, and those that have ended',
        who: 'a track',
        bound: `${shared.invitesPerTrack}, and ${shared.endedInvitesKept} with all of the last day`,
        told: `${refused}; of the ended, ${oldestGoes}`,
        keptIn: ['invite'],
        test: 'CM8 that have ended bar nobody, and are kept to a bound',
      },
      {
        what: 'invites',
        who: 'an address',
        bound: `${shared.pendingInvitesPerAddress} that wait, ${shared.invitesPerAddressAndTrack} a day onto one track, ${shared.invitesPerAddressAndPerson} a day by one person`,
        told: refused,
        keptIn: ['invite'],
        test: 'CM8 nobody’s feed is flooded with invites',
      },
      {
        what: 'rows of one kind that somebody else can make',
        who: 'a person who reads nothing',
        bound: 'as the table in `sync-server/domain/flood.test.ts` says',
        told: 'what comes then changes a row that is there',
        keptIn: ['notification'],
        test: 'NT14 holds as many rows of mentions as the table says, and one of the comments beside',
      },
      {
        what: 'reminders that can be due, and those that have ended',
        who: 'a person',
        bound: `${shared.remindersPerUser} and ${shared.endedRemindersKept}`,
        told: `${refused}; of the ended, ${oldestGoes}`,
        keptIn: ['reminder', 'timer'],
        test: 'CM8 one reminder too many is refused, and no change of one that is there',
      },
      {
        what: 'open tickets, and messages in one',
        who: 'a person',
        bound: `${shared.openTicketsPerUser} and ${shared.messagesPerTicket}`,
        told: refused,
        keptIn: ['ticket'],
        test: 'CM8 one ticket too many is refused, and one message too many in one',
      },
      {
        what: 'announcements',
        who: 'support',
        bound: `${count(shared.announcementCharacters)} characters, to ${shared.recipientsMost} by name or to everybody; within what a person writes`,
        told: 'refused as `invalid`, or with `limit-reached`',
        keptIn: ['announcement', 'timer'],
        test: 'NT8 reach everybody but who wrote them, some hundred at a time',
      },
    ],
  },
  {
    about: 'Marks',
    limits: [
      {
        what: 'a document of marks',
        who: 'a person',
        bound: `${bytes(documentBytes)}, ${count(documentClients)} sessions; one update ${bytes(updateBytes)}`,
        told: '`document-full`, or 1013 where making it shorter helps',
        keptIn: ['doc', 'doc_snapshot', 'doc_update', 'doc_client'],
        test: 'SY14 a document may not pass 1 MiB: told so when nothing can be made smaller',
      },
      {
        what: 'marks that come in, in bytes and frames',
        who: 'a person',
        bound: `${bytes(own.marksPerUser.burst)} at once, then ${bytes(own.marksPerUser.perSecond)} a second`,
        told: 'a socket is read more slowly; 429 without one',
        keptIn: [
          'doc_journal',
          'marks/commit-queue.ts queue',
          'storage/sql/marks-journal.ts byUser',
        ],
        test: 'SY14 a flood of one person is read slowly, and nobody else waits',
      },
      {
        what: 'documents that wait to be made shorter, and that could not be',
        who: 'everybody',
        bound: `one entry for each person, and ${count(own.documentsBarred)}`,
        told: 'nothing: it is tried again',
        keptIn: ['marks/compactor.ts waiting', 'marks/compactor.ts barredUntil'],
        test: 'SY23 a document begins anew above its bound, where that saves enough, once a day',
      },
    ],
  },
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

/** What has a row or an entry for each account, or is named by the program itself: no client adds to it. */
export const namedByServer: Readonly<Record<string, string>> = {
  user_head: 'one row for each account',
  preferences: 'one row for each account',
  verification: 'one link for each account, made by the operator',
  support_account: 'made by the operator',
  setting: 'names of the program',
  migration: 'names of the program',
  migration_lock: 'one row',
  'accounts/create-accounts.ts listeners': 'parts of the program',
  'storage/sql/columns.ts known': 'names of columns',
  'storage/sql/sqlite-dialect.ts statements': 'statements of the program, bounded in number',
  'storage/sql/mutex.ts waiting': 'transactions of requests under way',
  'marks/document-index.ts clients': 'sessions of one document, bounded with it',
  'storage/sql/marks-journal.ts clocks': 'sessions of one document, bounded with it',
};

/** @returns docs/limits.md */
export function limitsPage(): string {
  const sections = limits.map(({ about, limits: some }) => {
    const rows = some.map(
      ({ what, who, bound, told }) => `| ${what} | ${who} | ${bound} | ${told} |`,
    );
    return [
      `## ${about}`,
      '',
      '| what | of whom | how much | beyond it |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return (
    [
      '# Limits',
      'What one person, one address or all of them can take of a server, and what they are told beyond that. This page is written from `sync-server/limits/limits.ts` by `npm run docs:limits`; there stand the test of each limit and where what it counts is kept, too.',
      ...sections,
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}
