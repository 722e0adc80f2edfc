/**
 * The version of everything on the wire. It rises when an older app could misread a newer server; the
 * schema test beside messages.ts fails on any change, so that nobody changes the wire by accident.
 *
 * 1  2026-11  first
 */
export const protocolVersion = 1;
/** The oldest version the server still speaks; below it a socket closes with 4426. */
export const protocolVersionOldest = 1;
