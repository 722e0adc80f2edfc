/**
 * Every limit of the server, in words: of what, for whom, how much, what one is told beyond it, and where
 * what is counted is kept. `docs/limits.md` is written from this list, and tests look from it at the
 * database and the code: each table and each map that outlives a request is in it, or is named by the
 * server alone, and each limit has its test.
 */
import type { Limits } from './limit-words.ts';
import { limitsOfAsking } from './limits-of-asking.ts';
import { limitsOfFiles } from './limits-of-files.ts';
import { limitsOfWriting } from './limits-of-writing.ts';

export const limits: readonly Limits[] = [...limitsOfAsking, ...limitsOfWriting, ...limitsOfFiles];

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
  'storage/sql/postgres-dialect.ts names': 'statements of the program, bounded in number',
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
