/**
 * Marks documents on PostgreSQL. A group is one transaction: it locks the heads of its documents, in the
 * order of their people, and writes what everybody added in one statement for each table, whose texts are
 * prepared once a connection. Whoever decides a command waits for none of this, and holds none of it up.
 */
import type { ClientBase } from 'pg';
import { randomGeneration } from '../generation.ts';
import type {
  AppendOutcome,
  MarksAppend,
  MarksStore,
  Renewal,
  StoredMarks,
} from '../marks-store.ts';
import { raiseClocks, rowOf, updatesAfter } from './marks-journal.ts';
import type { PostgresDatabase } from './postgres-database.ts';

const texts = {
  snap: 'set transaction isolation level repeatable read',
  make: `insert into doc (user_id, generation, seq, snapshot_seq) values ($1, $2, 0, 0)
    on conflict (user_id) do nothing`,
  head: 'select generation, seq, snapshot_seq, renewed_at from doc where user_id = $1',
  snapshot: 'select bytes from doc_snapshot where user_id = $1',
  tail: 'select seq, bytes, updates from doc_update where user_id = $1 and seq > $2 order by seq',
  clients: 'select client, clock from doc_client where user_id = $1',
  lock: `select user_id, generation, seq from doc where user_id = any($1::text[])
    order by user_id for update`,
  advance: `update doc set seq = added.seq from unnest($1::text[], $2::bigint[]) as added (user_id, seq)
    where doc.user_id = added.user_id`,
  append: `insert into doc_update (user_id, seq, bytes, updates)
    select * from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bigint[])`,
  raise: `insert into doc_client (user_id, client, clock)
    select * from unnest($1::text[], $2::bigint[], $3::bigint[])
    on conflict (user_id, client) do update set clock = greatest(doc_client.clock, excluded.clock)`,
  fold: `update doc set snapshot_seq = $3
    where user_id = $1 and generation = $2 and snapshot_seq < $3 and seq >= $3`,
  replace: `insert into doc_snapshot (user_id, bytes) values ($1, $2)
    on conflict (user_id) do update set bytes = excluded.bytes`,
  cut: 'delete from doc_update where user_id = $1 and seq <= $2',
  renew: `update doc set generation = $4, snapshot_seq = seq, renewed_at = $5
    where user_id = $1 and generation = $2 and seq = $3`,
  forget: 'delete from doc_client where user_id = $1',
} as const;

interface Columns {
  readonly user_id: string;
  readonly generation: string;
  readonly seq: number;
  readonly snapshot_seq: number;
  readonly renewed_at: number;
  readonly bytes: Uint8Array;
  readonly updates: number;
  readonly client: number;
  readonly clock: number;
}

const run = (client: ClientBase, name: keyof typeof texts, ...values: readonly unknown[]) =>
  client.query<Columns>({ name: `marks-${name}`, text: texts[name], values: [...values] });

export function createMarksStorePostgres(
  { onRows }: Pick<PostgresDatabase, 'onRows'>,
  newGeneration: () => string = randomGeneration,
): MarksStore {
  return {
    async load(userId) {
      const stored = await onRows((client) => load(client, userId));
      if (stored) return stored;
      await onRows((client) => run(client, 'make', userId, newGeneration()));
      const made = await onRows((client) => load(client, userId));
      if (!made) throw new Error('The account is being deleted.');
      return made;
    },
    append: (group) => (group.length === 0 ? Promise.resolve([]) : onRows((c) => append(c, group))),
    // Nothing is kept aside: the engine's own log is what a group goes into.
    flushJournal: () => Promise.resolve(),
    compact: (userId, generation, upToSeq, snapshot) =>
      onRows(async (client) => {
        const { rowCount } = await run(client, 'fold', userId, generation, upToSeq);
        if (rowCount === 0) return false;
        await run(client, 'replace', userId, snapshot);
        await run(client, 'cut', userId, upToSeq);
        return true;
      }),
    renew: (userId, generation, seq, renewal, at) =>
      onRows(async (client) => {
        const renewed = newGeneration();
        const { rowCount } = await run(client, 'renew', userId, generation, seq, renewed, at);
        if (rowCount === 0) return null;
        await putRenewal(client, userId, seq, renewal);
        return renewed;
      }),
  };
}

async function putRenewal(
  client: ClientBase,
  userId: string,
  seq: number,
  { snapshot, clocks }: Renewal,
): Promise<void> {
  await run(client, 'replace', userId, snapshot);
  await run(client, 'cut', userId, seq);
  await run(client, 'forget', userId);
  await raise(client, new Map([[userId, clocks]]));
}

/** @returns null where there is no document yet */
async function load(client: ClientBase, userId: string): Promise<StoredMarks | null> {
  await client.query(texts.snap);
  const [doc] = (await run(client, 'head', userId)).rows;
  if (!doc) return null;
  const { generation, seq, snapshot_seq: snapshotSeq, renewed_at: renewedAt } = doc;
  const [snapshot] = (await run(client, 'snapshot', userId)).rows;
  const tail = (await run(client, 'tail', userId, snapshotSeq)).rows;
  const clients = (await run(client, 'clients', userId)).rows;
  return {
    generation,
    seq,
    clocks: new Map(clients.map((row) => [row.client, row.clock])),
    snapshot: snapshot ? plain(snapshot.bytes) : null,
    snapshotSeq,
    tail: tail.flatMap(({ bytes, updates: count, seq: last }) =>
      updatesAfter(snapshotSeq, { bytes: plain(bytes), count }, last),
    ),
    renewedAt,
  };
}

/** Whoever is given bytes of ours need not know that they came as a Buffer. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

async function append(
  client: ClientBase,
  group: readonly MarksAppend[],
): Promise<readonly AppendOutcome[]> {
  const userIds = [...new Set(group.map(({ userId }) => userId))];
  const heads = new Map((await run(client, 'lock', userIds)).rows.map((row) => [row.user_id, row]));
  const reached = new Map<string, number>();
  const clocks = new Map<string, Map<number, number>>();
  const rows: { readonly userId: string; readonly seq: number; readonly at: MarksAppend }[] = [];
  const outcomes = group.map((at): AppendOutcome => {
    const head = heads.get(at.userId);
    if (head?.generation !== at.generation) return { status: 'other-generation' };
    const seq = (reached.get(at.userId) ?? head.seq) + at.updates.length;
    reached.set(at.userId, seq);
    if (at.updates.length > 0) rows.push({ userId: at.userId, seq, at });
    const known = clocks.get(at.userId) ?? new Map<number, number>();
    raiseClocks(known, at.clocks);
    clocks.set(at.userId, known);
    return { status: 'stored', seq };
  });
  if (rows.length === 0) return outcomes;
  await run(client, 'advance', [...reached.keys()], [...reached.values()]);
  const tail = rows.map(({ at }) => rowOf(at.updates));
  await run(
    client,
    'append',
    rows.map(({ userId }) => userId),
    rows.map(({ seq }) => seq),
    tail.map(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    tail.map(({ count }) => count),
  );
  await raise(client, clocks);
  return outcomes;
}

async function raise(
  client: ClientBase,
  clocks: ReadonlyMap<string, ReadonlyMap<number, number>>,
): Promise<void> {
  const all = [...clocks].flatMap(([userId, known]) =>
    [...known].map(([id, clock]) => ({ userId, id, clock })),
  );
  if (all.length === 0) return;
  await run(
    client,
    'raise',
    all.map(({ userId }) => userId),
    all.map(({ id }) => id),
    all.map(({ clock }) => clock),
  );
}
