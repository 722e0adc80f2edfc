/** The list of all limits is whole: looked up from the database, from the code and from the tests. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { createAccounts } from '../accounts/create-accounts.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import { openSqlite } from '../storage/sql/sqlite-database.ts';
import { limits, limitsPage, namedByServer } from './limits.ts';

const root = resolve(import.meta.dirname, '../..');
const server = join(root, 'sync-server');
const all = limits.flatMap(({ limits: some }) => some);
const listed = new Set([...all.flatMap(({ keptIn }) => keptIn), ...Object.keys(namedByServer)]);
const isMap = (name: string) => name.includes(' ');

test('OP52 every table is bounded by a limit of the list, or named by the server alone', async () => {
  const opened = openSqlite(':memory:');
  if (!opened.ok) throw new Error(opened.error);
  const database = opened.value;
  await createAccounts({
    database,
    secret: 'a secret of forty characters, or even more',
    origin: 'http://localhost',
    clock: { now: () => Date.now() },
    onNewBrowser: () => undefined,
    onReplaced: () => undefined,
  });
  await migrate(database.db);
  const { rows } = await sql<{ readonly name: string }>`
    select name from sqlite_master where type = 'table' order by name`.execute(database.db);
  expect(rows.map(({ name }) => name)).toEqual([...listed].filter((name) => !isMap(name)).sort());
  await database.close();
});

/** Parts of the program are made by these, once; what they hold outlives a request. */
const factory = /^(?:(?:create|open|limit|watch|add)[A-Z]|tellForeignPages$|remembered$)/u;
const holders = new Set([
  'Map',
  'Set',
  'BoundedMap',
  'createRateLimit',
  'createBuckets',
  'createAtOnce',
  'createFairShare',
]);

function isHolder(node: ts.Expression | undefined): boolean {
  if (!node) return false;
  if (ts.isBinaryExpression(node)) return isHolder(node.right);
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  const isMade = ts.isNewExpression(node) || ts.isCallExpression(node);
  return isMade && ts.isIdentifier(node.expression) && holders.has(node.expression.text);
}

/** The function whose body this statement is of; null at the top of a module. */
function makerOf(node: ts.Node): string | null {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionDeclaration(at)) return at.name?.text ?? '';
    if (ts.isFunctionExpression(at) || ts.isArrowFunction(at) || ts.isMethodDeclaration(at)) {
      const { parent } = at;
      return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
        ? parent.name.text
        : '';
    }
  }
  return null;
}

function heldIn(path: string): readonly string[] {
  const file = ts.createSourceFile(
    path,
    readFileSync(join(server, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isPropertyDeclaration(node) && isHolder(node.initializer)) {
      found.push(`${path} ${node.name.getText().replace('#', '')}`);
    }
    if (
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      isHolder(node.initializer)
    ) {
      const maker = makerOf(node);
      const { initializer } = node;
      // What is filled where it is made is a table of the program.
      const isFilled =
        initializer !== undefined &&
        ts.isNewExpression(initializer) &&
        (initializer.arguments ?? []).length > 0 &&
        initializer.expression.getText() !== 'BoundedMap';
      const isFixed = node.type?.getText().startsWith('Readonly') === true;
      if (!isFilled && !isFixed && (maker === null || factory.test(maker)))
        found.push(`${path} ${node.name.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

test('OP52 every map that outlives a request is bounded by a limit of the list, or named by the server alone', () => {
  const paths = globSync('**/*.ts', {
    cwd: server,
    exclude: ['**/*.test.ts', 'demo/**', 'ops/**', 'storage/migrations/**'],
  });
  const held = paths.flatMap(heldIn);
  expect(held.length).toBeGreaterThan(40);
  expect(held.toSorted()).toEqual([...listed].filter(isMap).sort());
});

test('OP52 every limit of the list has its test', () => {
  const tests = globSync('{src,sync-server,tests}/**/*.ts', { cwd: root })
    .filter((path) => !path.startsWith('sync-server/limits/limits-of-'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const without = all
    .filter(({ test: title }) => !tests.includes(title))
    .map(({ test: title }) => title);
  expect(without).toEqual([]);
});

test('OP52 the page of limits says what the list does', () => {
  const page = readFileSync(join(root, 'docs/limits.md'), 'utf8');
  expect(page, 'is written by `npm run docs:limits`').toBe(limitsPage());
});
