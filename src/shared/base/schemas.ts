/**
 * These are the schemas that others are built of: what travels is described once, as a schema, and
 * its types follow from that. A bundle leaves out the schemas that it does not parse with.
 */
import * as v from 'valibot';
import { isUuid } from './ids.ts';

export const text = v.string();
export const uuid = v.pipe(
  text,
  v.check(isUuid, 'must be a UUID in lower case'),
  v.metadata({ format: 'uuid' }),
);
/** An instant is integer milliseconds since 1970. */
export const instant = v.pipe(v.number(), v.integer());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** An object that nobody changes. A reader passes over fields that it does not know. */
/* @__NO_SIDE_EFFECTS__ */
export const facts = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.object(entries), v.readonly());

/* @__NO_SIDE_EFFECTS__ */
export const list = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.readonly());

/** Says which field is wrong and how, never what was in it: where it has a name of ours, not of the sender. */
export function faultIn(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? '';
  const where = /^[\w.]{1,80}$/u.test(path) ? path : 'body';
  return `${where}: ${issue.message.replace(/ but received.*/su, '')}`;
}
