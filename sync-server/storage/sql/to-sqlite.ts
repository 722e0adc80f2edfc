/** SQLite checks types only in strict tables, where every integer is one type. */
export function toSqlite(statement: string): string {
  const typed = statement.replaceAll('bigint', 'integer');
  return statement.startsWith('create table') ? `${typed} strict` : typed;
}
