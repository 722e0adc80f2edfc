/**
 * The servers ours is compared with have a package and a lock file of their own, and are installed
 * only when somebody runs the comparison.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'references');

export function installReferences(say: (line: string) => void): void {
  if (isInstalled()) return;
  say('Installing the servers to compare with …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The servers to compare with could not be installed.');
}

/** npm writes its copy of the lock file last. */
function isInstalled(): boolean {
  const kept = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(kept)) return false;
  const versions = (path: string) => {
    const { packages }: { packages: Record<string, { version?: string }> } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    return new Map(Object.entries(packages).map(([name, { version }]) => [name, version]));
  };
  const installed = versions(kept);
  return [...versions(join(folder, 'package-lock.json'))].every(
    ([name, version]) => name === '' || installed.get(name) === version,
  );
}
