/**
 * Every bound of the wire and of the workspace, with its reason. Both programs read these, so a form
 * refuses what the server would refuse.
 */

/** A title stands in a notification's headline on a phone; longer ones are notes. */
export const titleCharacters = 120;
/** Long enough for a page of feedback on a mix. */
export const commentCharacters = 4_000;
/** A lyric sheet with arrangement notes fits. */
export const notesCharacters = 20_000;
/** What a row can show of a comment in three lines. */
export const excerptCharacters = 160;
export const nameCharacters = 80;
export const passwordCharactersMost = 128;
export const passwordCharacters = { least: 8, most: passwordCharactersMost } as const;
/** One line of what to think of. */
export const reminderCharacters = 500;
/** A row shows the beginning, a click the rest. */
export const announcementCharacters = 2_000;
/** More are "everybody". */
export const recipientsMost = 500;
/** Longer than any name in the time zone database. */
export const timeZoneCharacters = 64;

/** Each is loaded whole when somebody gains access, in one transaction. */
export const commentsPerTrack = 8_000;
export const membersPerTrack = 100;
/** Songs have some hundred stems; all of them are loaded with their track. */
export const filesPerTrack = 500;
export const versionsPerFile = 100;
/** Of all versions that are there; far above any album of stems. */
export const fileBytesPerTrack = 20 * 1_024 * 1_024 * 1_024;
/** As long as file systems let a name be. */
export const fileNameCharacters = 255;
/** What changed, and what to listen for. */
export const versionNoteCharacters = 500;
/** No sound of ours goes on for longer, in milliseconds. */
export const soundMsMost = 24 * 60 * 60 * 1_000;
/** Those that wait for an answer. */
export const invitesPerTrack = 200;
/** Those that have ended, for the rows that still show how; and none that is younger than a day. */
export const endedInvitesKept = 200;
/** Owned and joined together: the list is read whole on the device. */
export const tracksPerUser = 1_000;
/** Those of one person that wait at one address for an answer: onto all tracks of some albums. */
export const pendingInvitesPerPair = 40;
/** How often one person can ask an address onto one track in a day: once, and after two mistakes. */
export const invitesPerPairAndTrack = 3;
/** How often one person can ask an address in a day without being let in. */
export const invitesPerPair = 80;
/** And all addresses together: twenty-five people onto all tracks of an album. */
export const invitesPerPerson = 300;
export const inviteDayMs = 24 * 60 * 60 * 1_000;

/** A producer answers one ticket at a time; far above what anybody has open. */
export const openTicketsPerUser = 100;
/** A thread travels whole. */
export const messagesPerTicket = 100;
/** Those that can still be due. */
export const remindersPerUser = 500;
/** Ended ones, for the rows that still show how they ended. */
export const endedRemindersKept = 200;

/** Changes of one track's stage, or of its due date, this close are one row while it is unread. */
export const changeFoldMs = 10 * 60 * 1_000;
/** Unread rows of one person's mentions on one track; what comes then counts among the comments. */
export const mentionRows = 10;
/** How often one person's doing can ask for the attention of another in a minute; the rest is in the rows. */
export const tellingsPerMinute = 30;
/** People whom one person has blocked: all of them travel with the person's preferences. */
export const blockedPeople = 1_000;
/** Names kept in a folded row; the rest is a number. */
export const foldedPeople = 20;

/** After this an unanswered invite is expired. */
export const inviteLifetimeMs = 14 * 24 * 60 * 60 * 1_000;

/** One request of the outbox. The rest follows in the next request. */
export const commandsPerRequest = 100;
export const commandRequestBytes = 512 * 1_024;
/** Stored outcomes answer a repeated command this long; after that nobody can tell what became of it. */
export const outcomeLifetimeMs = 180 * 24 * 60 * 60 * 1_000;
/** A hundred commands a day for as long; of whoever sends more, the oldest go before. */
export const outcomesPerUser = 20_000;
/** Thousands of comments, or all words of four hundred songs; nobody types that in a day. */
export const writtenBytesPerDay = 8 * 1_024 * 1_024;
/** What there is of one person's: some decades of an album's comments a year. */
export const writtenBytesPerUser = 64 * 1_024 * 1_024;

/** One page of the change log: about 100 KB, applied in one transaction on the device. */
export const changesPerPage = 200;
export const changesPerPageMost = 500;
/** A page of long texts ends earlier: what a phone takes in one request and one transaction. */
export const changesPageBytes = 1_024 * 1_024;
/** Long-poll: below the idle time-out of common proxies. */
export const changesWaitSecondsMost = 25;
/** What a fresh device gets beside the first page, so that its panel is useful at once. */
export const newestNotifications = 50;

/** Browsers and installed apps of one person; one more closes with 1013. */
export const socketsPerUser = 20;
/** Listed to their owner; the one silent for longest leaves the list. */
export const devicesPerUser = 50;
/** Devices that have left the list are told of, to those that were away meanwhile: the newest of them. */
export const goneDevicesKept = 50;
/** The numbering of a device is kept for good: a browser that forgets all each day fills this in 27 years. */
export const numberedDevicesPerUser = 10_000;
/** Browsers that get pushes; one more ends the oldest. */
export const pushSubscriptionsPerUser = 20;
/** Far above what push services hand out. */
export const pushEndpointCharacters = 2_048;
/** What every push service takes (RFC 8030 §7.2: 4,096 bytes, encryption included). */
export const pushPayloadBytes = 3_900;
/** Yesterday's news is in the list. */
export const pushLifetimeMs = 24 * 60 * 60 * 1_000;
/** Sent when quiet hours end, to one device: what else came in the night is in the list. */
export const pushesAfterQuietHours = 3;
/** Above the first, pushing stops until the socket drains; above the second, it closes. */
export const socketBufferedBytes = 1_024 * 1_024;
export const socketBufferedBytesMost = 4 * 1_024 * 1_024;
/** The stock client gives up on a silent socket after 30 s. */
export const heartbeatMs = 15_000;
/** How often a socket's session is looked up again. */
export const sessionCheckMs = 60_000;
