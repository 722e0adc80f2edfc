/** The playground's rows are these: the ordinary, the crowded and the right-to-left. */
import type { Category } from '#shared/workspace/vocabulary.ts';

interface Row {
  readonly id: string;
  readonly category: Category;
  readonly title: readonly { readonly text: string; readonly strong?: boolean }[];
  readonly message: string;
  readonly isUnread: boolean;
  readonly isHigh: boolean;
  readonly time: { readonly short: string; readonly long: string; readonly iso: string };
  readonly isLink: boolean;
  readonly answers: readonly string[];
  readonly outcome: string | null;
}

const strong = (text: string) => ({ text, strong: true });
const plain = (text: string) => ({ text });
const at = (short: string) => ({
  short,
  long: 'Tuesday, November 24, 2026 at 10:04',
  iso: '2026-11-24T10:04:00.000Z',
});
const ordinary = {
  isUnread: false,
  isHigh: false,
  isLink: true,
  answers: [],
  outcome: null,
  time: at('2 h'),
};

export const rows: readonly Row[] = [
  {
    ...ordinary,
    id: 'invite',
    category: 'collaboration',
    title: [strong('Chloe Wu'), plain(' invited you to '), strong('Glass Harbor')],
    message: '“Need your ears on the low end before Friday.”',
    isUnread: true,
    isHigh: true,
    isLink: false,
    answers: ['Accept Invite', 'Decline'],
    time: at('4 min'),
  },
  {
    ...ordinary,
    id: 'overdue',
    category: 'deadline',
    title: [strong('Paper Planes'), plain(' is overdue')],
    message: 'Mastering was due yesterday at 18:00.',
    isUnread: true,
    isHigh: true,
    time: at('1 day late'),
  },
  {
    ...ordinary,
    id: 'comments',
    category: 'collaboration',
    title: [strong('Ana'), plain(' and 2 others commented on '), strong('Midnight Drive')],
    message:
      'The second chorus is still fighting the vocal. Can you try it without the pad from 1:42, or at least an octave lower?',
    isUnread: true,
    time: at('12 min'),
  },
  {
    ...ordinary,
    id: 'support',
    category: 'support',
    title: [plain('Support answered '), strong('“Stems export twice”')],
    message: 'We shipped a fix this morning. Does it work for you now?',
    isUnread: true,
    answers: ['Resolved', 'Still open', 'No longer needed'],
  },
  {
    ...ordinary,
    id: 'stage',
    category: 'workflow',
    title: [strong('Ana Reyes'), plain(' moved '), strong('Midnight Drive'), plain(' to Editing')],
    message: 'Idea → Editing',
    time: at('Sun 21:10'),
  },
  {
    ...ordinary,
    id: 'joined',
    category: 'collaboration',
    title: [strong('Ana Reyes'), plain(' invited you to '), strong('Neon Fern')],
    message: 'Join to see the track, its comments and its files.',
    outcome: 'You joined',
    time: at('Nov 15'),
  },
  {
    ...ordinary,
    id: 'announcement',
    category: 'system',
    title: [strong('New on Tuesday: offline everything')],
    message: '',
    isLink: false,
    time: at('Nov 12'),
  },
  {
    ...ordinary,
    id: 'crowded',
    category: 'collaboration',
    title: [
      strong('Maximiliana Oyelaran-Castellanos'),
      plain(' and 11 others commented on '),
      strong('The Night We Recorded Everything Twice And Kept The First Take'),
    ],
    message:
      'Two lines are what there is room for; whatever is longer ends here, because the row is a door and not the room behind it, and somebody who wants all of it opens it and reads it there in peace.',
    isUnread: true,
    isHigh: true,
    time: at('Wed 09:02'),
  },
  {
    ...ordinary,
    id: 'unbroken',
    category: 'workflow',
    title: [strong('ben'), plain(' moved '), strong('final_FINAL_mix_v27_really_this_one_now.wav')],
    message: 'https://example.org/a/very/long/address/without/any/place/to/break/it/at/all',
    time: at('2 d'),
  },
  {
    ...ordinary,
    id: 'arabic',
    category: 'collaboration',
    title: [strong('ليلى المنصوري'), plain(' علّقت على '), strong('ليل المدينة')],
    message: 'الجيتار في المقطع الثاني أعلى من الصوت، هل يمكن خفضه قليلاً؟',
    isUnread: true,
    time: at('٤ د'),
  },
  {
    ...ordinary,
    id: 'mixed',
    category: 'collaboration',
    title: [strong('ليلى المنصوري'), plain(' commented on '), strong('Midnight Drive')],
    message: 'Louder here: الجيتار, at 1:42.',
  },
  {
    ...ordinary,
    id: 'reminder',
    category: 'reminder',
    title: [strong('Bounce the stems for Chloe')],
    message: 'Was due at 18:00, while this device was off.',
    answers: ['Done', 'Snooze'],
    isUnread: true,
    time: at('3 h'),
  },
  {
    ...ordinary,
    id: 'due',
    category: 'deadline',
    title: [strong('Ana Reyes'), plain(' changed the due date of '), strong('Midnight Drive')],
    message: 'Now due Fri, Nov 27',
    time: at('Thu 23:26'),
  },
];
