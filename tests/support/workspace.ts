/**
 * This is a workspace service on a real database, with people in it and a clock that stands until
 * it is moved.
 */
import { inject } from 'vitest';
import { createRandom, type Random } from '#shared/base/random.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Actor } from '#shared/workspace/slice.ts';
import { createNews } from '../../sync-server/domain/news.ts';
import { createWorkspaceService } from '../../sync-server/domain/create-workspace-service.ts';
import type { WorkspaceService } from '../../sync-server/domain/workspace-service.ts';
import { openSqlite, type SqliteDatabase } from '../../sync-server/storage/sql/sqlite-database.ts';
import {
  openPostgres,
  type PostgresDatabase,
} from '../../sync-server/storage/sql/postgres-database.ts';
import { isPostgres } from '../../sync-server/storage/sql/engine.ts';
import { createWorkspaceStore } from '../../sync-server/storage/sql/workspace-store-sql.ts';
import type { WorkspaceStore } from '../../sync-server/storage/workspace-store.ts';
import { createDatabase, isOnPostgres } from './postgres.ts';
import { watched } from './watched.ts';
import { makeTables } from './workspace-tables.ts';

/** 2026-11-24 10:00 UTC */
export const start = Date.UTC(2026, 10, 24, 10);

/** @param path a file, or `:memory:` */
export async function openWorkspaceDatabase(path: string): Promise<SqliteDatabase> {
  const opened = openSqlite(path);
  if (!opened.ok) throw new Error(opened.error);
  await makeTables(opened.value.db);
  return opened.value;
}

/** On the engine that this run of the tests is about; `postgres:…` is one that others may have open. */
async function openOwnDatabase(path: string): Promise<SqliteDatabase> {
  if (!isOnPostgres) return await openWorkspaceDatabase(path);
  const opened = await openPostgresDatabase(path.startsWith('postgres:') ? path : undefined);
  const onlyEmbedded = (): never => {
    throw new Error('Only the embedded database can do this.');
  };
  return { ...opened, exclusive: onlyEmbedded, refuse: onlyEmbedded };
}

/** @param url of one that is there; without, a new and empty one with all tables */
export async function openPostgresDatabase(url?: string): Promise<PostgresDatabase> {
  const opened = await openPostgres(url ?? (await newPostgresDatabase()));
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

export function newPostgresDatabase(): Promise<string> {
  const { server, template } = inject('postgres');
  return createDatabase(server, template);
}

export interface Device {
  readonly actor: Actor;
  /** Sends one command as this person from this device. */
  send(command: Command, more?: Partial<SentCommand>): Promise<CommandOutcome>;
  /** Wraps a command for the wire, with the next number. */
  wrap(command: Command, more?: Partial<SentCommand>): SentCommand;
}

export interface TestWorkspace {
  readonly database: SqliteDatabase;
  readonly store: WorkspaceStore;
  readonly service: WorkspaceService;
  readonly clock: { now(): number; pass(ms: number): void };
  /** From now on, whatever is done in a step takes so long. */
  slowDown(ms: number): void;
  /** The users that were told of news, in order. */
  readonly heard: string[];
  readonly faults: unknown[];
  id(): string;
  /** Makes the account, as signing up does, and the first contact after it. */
  signUp(name: string): Promise<Device>;
  /** Another device of the same person. */
  device(actor: Actor): Device;
  /** Onto a track, by an invite that is accepted. @returns what accepting it came to */
  join(inviter: Device, invited: Device, trackId: string): Promise<CommandOutcome>;
  close(): Promise<void>;
}

export interface TestWorkspaceOptions {
  /** A file, `:memory:`, or the address of a database on PostgreSQL. */
  readonly path?: string;
  readonly random?: Random;
  /** Stands between service and store. */
  readonly wrap?: (store: WorkspaceStore) => WorkspaceStore;
}

function sqlOnly({ write, read }: WorkspaceStore): WorkspaceStore {
  return {
    write: (work, whose) => write(watched(work), whose),
    read: (work, whose) => read(watched(work), whose),
  };
}

export async function openTestWorkspace(
  options: TestWorkspaceOptions = {},
): Promise<TestWorkspace> {
  const { path = ':memory:', random = createRandom(1), wrap = (store) => store } = options;
  const database = await openOwnDatabase(path);
  const onDatabase = createWorkspaceStore(database.db, undefined, database.inTurnOf);
  const store = wrap(isPostgres(database.db) ? onDatabase : sqlOnly(onDatabase));
  let time = start;
  // By itself no step takes any time.
  let [stepMs, steadyMs] = [0, 0];
  const steady = { now: () => (steadyMs += stepMs) };
  const clock = {
    now: () => time,
    pass(ms: number) {
      time += ms;
    },
  };
  const heard: string[] = [];
  const faults: unknown[] = [];
  const news = createNews((error) => faults.push(error));
  const report = (error: unknown) => faults.push(error);
  const service = createWorkspaceService({ store, clock, steady, news, report });
  const id = () => uuid7(time, (length) => Uint8Array.from({ length }, () => random.int(256)));

  const device = (actor: Actor): Device => {
    const own = id();
    let n = 0;
    const wire: Device['wrap'] = ({ name, args }, more) => {
      n += 1;
      return { id: id(), device: own, n, name, args, at: time, ...more };
    };
    return {
      actor,
      wrap: wire,
      async send(command, more) {
        const answer = await service.execute(actor, { commands: [wire(command, more)] });
        const outcome = answer.ok ? answer.value.outcomes[0] : undefined;
        if (!outcome) throw new Error(`No outcome: ${JSON.stringify(answer)}`);
        return outcome;
      },
    };
  };

  return {
    database,
    store,
    service,
    clock,
    slowDown(ms) {
      stepMs = ms;
    },
    heard,
    faults,
    id,
    device,
    async signUp(name) {
      const email = `${name.toLowerCase()}@example.test`;
      const actor = { userId: `user-${name.toLowerCase()}`, name, email };
      await database.db.insertInto('user').values({ id: actor.userId, name, email }).execute();
      news.subscribe(actor.userId, () => heard.push(actor.userId));
      await service.ensureUser(actor);
      return device(actor);
    },
    async join(inviter, invited, trackId) {
      const inviteId = id();
      const { email } = invited.actor;
      await inviter.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
      return await invited.send({ name: 'invite.accept.v1', args: { inviteId } });
    },
    close: () => database.close(),
  };
}
