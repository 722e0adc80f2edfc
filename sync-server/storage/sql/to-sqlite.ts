/** SQLite checks types only in strict tables, where every integer is one type. */
export const toSqlite = (statement: string): string =>
  statement.startsWith('create table')
    ? `${statement.replaceAll('bigint', 'integer')} strict`
    : statement;
