/** The bounds of the server alone, with their reasons; those that devices know too are in src/shared. */
import { hour, second } from '#shared/base/time.ts';

/**
 * Bodies under way, in bytes: of one person two whole documents of marks, and some commands. All of them
 * are parsed as well, so the process takes a few times as much.
 */
export const bodiesHeld = { total: 16 * 1_024 * 1_024, perOwner: 3 * 1_024 * 1_024 } as const;

/** Where one account is signed in at once: the one that was not heard of for longest ends. */
export const sessionsPerUser = 50;
/** Of what a browser calls itself: more is said by none. */
export const userAgentCharacters = 500;

/** Keys of one limit; there are a dozen of them, and each key takes some hundred bytes. */
export const keysMost = 20_000;
/** Whom this process has greeted; a greeting that is forgotten is looked up. */
export const greetedMost = 50_000;
/** Services of which a signature is kept: a browser's has few, and an address can be made up. */
export const signaturesMost = 200;

/** Far above what the app does; enough to keep one client from taking all. */
export const requestsPerAddress = { perSecond: 200, burst: 1_000 } as const;
/** Far above what the app does; enough to keep one client from taking all. */
export const requestsPerUser = { perSecond: 50, burst: 300 } as const;
/** Under way, with the questions that wait for news: each of many devices of one person has some. */
export const requestsAtOnce = 60;
/**
 * Questions that wait, and bodies that come slowly, hold a connection of the proxy's. Whoever it is, at first
 * one has a thousand of them at most.
 */
export const requestsUnderWay = { total: 4_000, kept: 1_000, few: 8 } as const;
/** Requests worked on: enough to have something to do while a signature is checked in a thread. */
export const workedOnAtOnce = 6;
/** What takes longer, in ms, waits for something, such as a lock, and goes on without a turn. */
export const longestTurnMs = 50;
/** Weeks of a band's work that waited on a device leave it at once; nobody acts faster than the rest. */
export const commandsPerUser = { perSecond: 50, burst: 5_000 } as const;
/** A longer one counts for more than one. */
export const bytesPerCommand = 4 * 1_024;
/** By one address. Nobody guesses what is in a link; it is only kept from being tried. */
export const linksTried = { perSecond: 1 / 12, burst: 10 } as const;
/** Somebody tries it a few times. */
export const pushTests = { perSecond: 0.2, burst: 5 } as const;
/** The stems of a song at once, again and again. */
export const uploadsBegun = { perSecond: 50, burst: 300 } as const;
/** Of one person, begun and not yet whole; each is a file on disk and counts with its whole size. */
export const uploadsOpen = 300;
/** Of one person, sending at this moment: more are no quicker. */
export const uploadsReceived = 6;
/** Of one person, in all their browsers: a player asks for two or three ranges at once. */
export const filesSent = 24;
/** Of one person; beyond these, a waveform is made when it is asked for, or asked for again. */
export const waveformsPrepared = 500;
export const waveformsWished = 1_000;
/** Of one person at once; whoever has more asks again. */
export const waveformsAwaited = 24;
export const waveformFailures = 1_000;
/** Some hundred bytes each. */
export const soundsRemembered = 1_000;
/** This is far above what a busy server has open, and far below what a process can hold. */
export const connectionsMost = 5_000;
/** A studio, a school or a mobile provider behind one address, six to a browser. */
export const connectionsPerAddress = 500;
/** Somebody who has forgotten which of their passwords it was: 298 a day at most. */
export const signInsOfInsider = { perSecond: 1 / 300, burst: 10 } as const;
/** A shared studio network stays below. */
export const signInsOfAddress = { perSecond: 1 / 2, burst: 30 } as const;
/** One address, one account. */
export const signInsOfPlace = { perSecond: 1 / 60, burst: 10 } as const;
/** All strangers at one account; beyond that somebody guesses from everywhere. */
export const signInsOfCrowd = { perSecond: 1 / 60, burst: 100 } as const;
/** One network, one account, meanwhile. */
export const signInsOfPlaceInCrowd = { perSecond: second / hour, burst: 3 } as const;
/** Each waits for a look-up of its session; more than this at once is an attack or a restart. */
export const visitorsMost = 1_000;
/** Of those from one address, so that nobody fills the place before the door for everybody. */
export const visitorsPerAddress = 100;
/** Everybody of a studio comes back at once after a restart, and again with every lost network. */
export const knocks = { perSecond: 50, burst: 1_000 } as const;
/** A rest of a few seconds, then what two devices of a very busy person need many times over. */
export const marksPerUser = { perSecond: 2 * 1_024 * 1_024, burst: 8 * 1_024 * 1_024 } as const;
/** An account with more forgets the one not seen for longest. */
export const browsersPerUser = 50;
/** Forgotten ones are written again, that is all. */
export const sightingsRemembered = 50_000;
/** New accounts per address; a studio that begins stays below. */
export const signUpsPerAddress = { window: 60, max: 30 } as const;
/** Some seconds' worth: whoever would wait for longer is told to come again. */
export const hashesWaiting = 60;
/** Some seconds' worth. Nobody is known by then, so all of them together have the turns of one person. */
export const signUpsWaiting = 43;
/**
 * Under way with better-auth, by the address of the client: each takes the time of many commands, and even
 * to be refused by it does. A course that begins signs up at once.
 */
export const signUpsUnderWay = { total: signUpsWaiting + 1, kept: 8, few: 2 } as const;
export const signInsUnderWay = { total: 140, kept: 20, few: 2 } as const;
/** Some hundred bytes each. */
export const marksRemembered = 5_000;
/** Anybody may claim to be a page of anywhere. */
export const foreignPagesTold = 20;
/** Documents that could not be compacted; one that is forgotten is tried again before its time. */
export const documentsBarred = 1_000;
