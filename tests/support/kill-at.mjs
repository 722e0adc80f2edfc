/**
 * This is preloaded into a program (`node --import`): it kills it without a word just before the
 * nth thing it does to files and databases that a crash could tear apart, where `KILL_AT` says n. A
 * program that does fewer ends by itself.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

let left = Number(process.env.KILL_AT);

const killing = (owner, name, counts = () => true) => {
  const real = owner[name];
  owner[name] = function (...args) {
    if (counts(...args)) left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(real, this, args);
  };
};

for (const name of ['renameSync', 'linkSync', 'copyFileSync', 'fsyncSync']) killing(fs, name);
killing(fs, 'rmSync', (path) => fs.existsSync(path));
killing(DatabaseSync.prototype, 'exec');
syncBuiltinESMExports();
