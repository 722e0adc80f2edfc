/**
 * This is the build as the next version of the app would be: every part has another name, so
 * nothing of the old one can serve for it, and the page says which build it is. It is made from the
 * real one by consistent renaming, as a second real build would take half a minute.
 */
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writePartsList } from '../../../scripts/parts-list.mjs';

const build = resolve(import.meta.dirname, '../../../build');
const partName = /^(?:.+\.)?([\w-]{8})\.(js|css|svg|woff2)$/;
const isText = (file: string) => /\.(js|css|html|json|webmanifest)$/.test(file);

/** In the next build `<meta name="application-name">` says this. */
export const nextBuildName = 'Producer, next';

/** A folder with the build in it, for `createTestServer({ workingDir })`. */
export async function placeBuild(workingDir: string): Promise<void> {
  await symlink(build, join(workingDir, 'build'));
}

/**
 * Does what a deployment does: the build of this folder gets a successor, and its parts are kept.
 */
export async function placeNextBuild(workingDir: string): Promise<void> {
  const next = join(workingDir, 'build-next');
  await cp(build, next, { recursive: true });
  const files = (await readdir(next, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  // Compressed twins would still hold the old text.
  await Promise.all(files.filter((file) => /\.(br|gz)$/.test(file)).map((file) => rm(file)));
  const plain = files.filter((file) => !/\.(br|gz)$/.test(file));
  const hashes = plain.flatMap((file) => hashOf(file) ?? []);
  const renamed = new RegExp(hashes.map((hash) => `(?<![\\w-])${hash}(?=\\.)`).join('|'), 'g');
  const version = await readFile(join(build, '.version'), 'utf8');
  const rewrite = (text: string) =>
    text.replaceAll(renamed, nextHash).replaceAll(version, `next-${version}`);
  for (const file of plain) {
    if (isText(file))
      await writeFile(file, rewriteFile(file, rewrite(await readFile(file, 'utf8'))));
    if (hashOf(file)) await rename(file, rewrite(file));
  }
  writePartsList(next);
  await rename(join(workingDir, 'build'), join(workingDir, 'build-before'));
  await rename(next, join(workingDir, 'build'));
}

function hashOf(file: string): string | null {
  const isPart = file.includes('/_app/immutable/');
  return isPart ? (partName.exec(file.slice(file.lastIndexOf('/') + 1))?.[1] ?? null) : null;
}

/** Makes a hash as long as before, and never that of another part. */
const nextHash = (hash: string): string =>
  createHash('sha256').update(hash).digest('hex').slice(0, 8);

function rewriteFile(file: string, text: string): string {
  if (file.endsWith('/200.html')) return rewriteShell(text);
  return text;
}

function rewriteShell(text: string): string {
  const named = text.replace(
    'name="application-name" content="Producer"',
    `name="application-name" content="${nextBuildName}"`,
  );
  const script = /<script>([\s\S]*?)<\/script>/.exec(named)?.[1] ?? '';
  const digest = createHash('sha256').update(script).digest('base64');
  return named.replace(/(script-src 'self' 'sha256-)[^']+/, `$1${digest}`);
}
