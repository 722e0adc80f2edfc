/** What comments at moments, replies and settled threads say, in English. */
import { isolated } from '#shared/words/isolated.ts';
import { count } from './count.ts';

const of = (name: string) => (name === '' ? 'a deleted account' : isolated(name));

export const commentWords = {
  by: (name: string) => `Comment by ${of(name)}`,
  version: (number: number) => `v${number}`,
  removed: 'removed',
  at: (time: string) => `At ${time}`,
  dropMoment: (time: string) => `Not at ${time}`,
  addMoment: (time: string) => `Say it at ${time}`,
  markRange: 'Mark a range',
  markHint: 'Play on to where it ends, then press “To here”.',
  toHere: 'To here',
  fromHere: 'From here',
  onlyAt: (time: string) => `Only ${time}`,
  range: 'What your comment is about',
  rangeStart: 'Start of the range',
  rangeEnd: 'End of the range',
  reply: 'Reply',
  replyTo: (name: string) => `Reply to ${of(name)}`,
  replyToGone: 'Reply to a deleted comment',
  resolve: 'Resolve',
  resolveOf: (name: string) => `Resolve the comment by ${of(name)}`,
  reopen: 'Reopen',
  reopenOf: (name: string) => `Reopen the comment by ${of(name)}`,
  resolvedBy: (name: string, when: string) => `Resolved by ${of(name)} · ${when}`,
  replies: (n: number) => count(n, 'reply', 'replies'),
  earlierReplies: (n: number) => `Show ${count(n, 'earlier reply', 'earlier replies')}`,
  answeredGone: 'What this answers was deleted.',
  show: 'Show',
  all: 'All comments',
  open: 'Open comments',
  onVersion: (file: string, number: number) => `On ${isolated(file)} v${number}`,
  noneShown: 'No comments here.',
  /** @param older the version that it was said of, where it is not the one that is shown */
  standing: (time: string, name: string, text: string, older: number | null) =>
    `${time}${older === null ? '' : ` on v${older}`} · ${of(name)}: ${isolated(text)}`,
  removedHere: 'The version this link leads to was removed. What was said about it stays.',
  newer: (file: string, number: number) => `This link leads to v${number} of ${isolated(file)}.`,
  newerLink: (number: number) => `There is a newer one, v${number}`,
};
