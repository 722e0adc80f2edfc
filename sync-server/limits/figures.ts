/** The bounds of the server alone, with their reasons; those that devices know too are in src/shared. */

/**
 * Bodies under way, in bytes: of one person two whole documents of marks, and some commands. All of them
 * are parsed as well, so the process takes a few times as much.
 */
export const bodiesHeld = { total: 16 * 1_024 * 1_024, perOwner: 3 * 1_024 * 1_024 } as const;

/** Where one account is signed in at once: the one that was not heard of for longest ends. */
export const sessionsPerUser = 50;
/** Of what a browser calls itself: more is said by none. */
export const userAgentCharacters = 500;
