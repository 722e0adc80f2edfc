import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { encodeLane } from '#shared/marks/encoding.ts';
import { addStoredUpdate, checkUpdate } from './check-update.ts';
import { DocumentIndex } from './document-index.ts';

const most = 256 * 1_024;
const ownKey = (client: number, lane = 'read') => `${lane}/phone/${client.toString(36)}/0`;
const lane = (to: number, value = 2) => encodeLane([[1, to, value]]);

/** A server's half: what was stored, and the index over it. */
class Stored {
  readonly index = new DocumentIndex();
  readonly updates: Uint8Array[] = [];

  /** @returns whether it was taken */
  take(update: Uint8Array): boolean {
    const checked = checkUpdate(update, this.index, most);
    if (!checked.ok) return false;
    this.index.add(checked.value.additions);
    if (checked.value.bytes) this.updates.push(checked.value.bytes);
    return true;
  }

  doc(): Y.Doc {
    const doc = new Y.Doc();
    for (const update of this.updates) Y.applyUpdate(doc, update);
    return doc;
  }
}

/** Every device must be able to use this: nothing waits, only bytes are in `marks`. */
function expectWhole(stored: Stored): void {
  const doc = stored.doc();
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  expect(Y.decodeStateVector(Y.encodeStateVector(doc))).toEqual(new Map(stored.index.clocks()));
  expect([...doc.share.keys()].filter((name) => name !== 'marks')).toEqual([]);
  for (const value of doc.getMap('marks').values()) expect(value).toBeInstanceOf(Uint8Array);
  const deleted = Y.createDeleteSetFromStructStore(doc.store).clients;
  for (const [client, ranges] of deleted) {
    for (const { clock, len } of ranges) {
      // Deletes that follow from overwriting need not be known; known ones must be true.
      expect(clock + len).toBeLessThanOrEqual(stored.index.clockOf(client));
    }
  }
}

type Act =
  | { readonly kind: 'set'; readonly at: number; readonly key: number; readonly value: number }
  | { readonly kind: 'delete'; readonly at: number; readonly key: number }
  | { readonly kind: 'meet'; readonly at: number; readonly other: number }
  | { readonly kind: 'sync'; readonly at: number };

const replicas = 3;
const at = fc.nat({ max: replicas - 1 });
const key = fc.nat({ max: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at, key, value: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('delete' as const), at, key }),
  fc.record({ kind: fc.constant('meet' as const), at, other: at }),
  fc.record({ kind: fc.constant('sync' as const), at }),
);

/** Lets stock documents write what they like into shared entries; `toServer` sees all. */
function play(acts: readonly Act[], toServer: (update: Uint8Array, doc: Y.Doc) => void): Y.Doc[] {
  const docs = Array.from({ length: replicas }, () => new Y.Doc());
  const isConnected = docs.map(() => false);
  for (const [index, doc] of docs.entries()) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote' && isConnected[index]) toServer(update, doc);
    });
  }
  const docAt = (index: number) => docs[index] ?? new Y.Doc();
  for (const step of acts) {
    const map = docAt(step.at).getMap('marks');
    if (step.kind === 'set') map.set(`stock-${step.key}`, new Uint8Array([step.value]));
    else if (step.kind === 'delete') map.delete(`stock-${step.key}`);
    else if (step.kind === 'meet') {
      const update = Y.encodeStateAsUpdate(docAt(step.other));
      Y.applyUpdate(docAt(step.at), update, 'remote');
    } else {
      // As on a connection: everything the server may lack, from then on each update.
      toServer(Y.encodeStateAsUpdate(docAt(step.at)), docAt(step.at));
      isConnected[step.at] = true;
    }
  }
  return docs;
}

test('SY11 everything stock documents send is taken or asked for, and converges', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const stored = new Stored();
      const docs = play(acts, (update, doc) => {
        if (stored.take(update)) return;
        // Refers to what another replica brought past the server: asked for the rest, it is whole.
        expect(checkUpdate(update, stored.index, most)).toEqual({ ok: false, error: 'ahead' });
        expect(stored.take(Y.encodeStateAsUpdate(doc))).toBe(true);
      });
      for (const doc of docs) expect(stored.take(Y.encodeStateAsUpdate(doc))).toBe(true);
      expectWhole(stored);
      const [first = new Y.Doc()] = docs;
      for (const doc of [...docs, stored.doc()]) {
        for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'remote');
        expect(doc.getMap('marks').toJSON()).toEqual(first.getMap('marks').toJSON());
      }
    }),
    { numRuns: 300 },
  );
});

test('SY11 what is known already is not stored again, in any form', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const stored = new Stored();
      const docs = play(acts, () => undefined);
      for (const doc of docs) stored.take(Y.encodeStateAsUpdate(doc));
      // Once all have met, each state says the same, deletes that follow from overwriting included.
      const all = stored.doc();
      stored.take(Y.encodeStateAsUpdate(all));
      const count = stored.updates.length;
      for (const doc of [all, ...docs]) {
        expect(stored.take(Y.encodeStateAsUpdate(doc))).toBe(true);
      }
      expect(stored.updates.length).toBe(count);
    }),
  );
});

test('SY11 an index read from storage judges like the one that grew, before and after compaction', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const stored = new Stored();
      const docs = play(acts, () => undefined);
      for (const doc of docs) stored.take(Y.encodeStateAsUpdate(doc));
      const read = new DocumentIndex();
      for (const update of stored.updates) addStoredUpdate(update, read);
      expect(read).toEqual(stored.index);
      const compacted = new DocumentIndex();
      if (stored.updates.length > 0) {
        addStoredUpdate(Y.encodeStateAsUpdate(stored.doc()), compacted);
      }
      expect(compacted.clocks()).toEqual(stored.index.clocks());
      for (const [client, clock] of stored.index.clocks()) {
        for (let at = 0; at < clock; at += 1) {
          expect(compacted.keyAt(client, at)).toBe(stored.index.keyAt(client, at));
        }
      }
    }),
  );
});

test('SY12 a resent update that overlaps is cut to what is new', () => {
  const doc = new Y.Doc();
  const map = doc.getMap('marks');
  map.set('a', new Uint8Array([1]));
  const stored = new Stored();
  stored.take(Y.encodeStateAsUpdate(doc));
  map.set('b', new Uint8Array([2]));
  const whole = Y.encodeStateAsUpdate(doc);
  const checked = checkUpdate(whole, stored.index, most);
  if (!checked.ok || !checked.value.bytes) throw new Error('not taken');
  expect(checked.value.bytes.length).toBeLessThan(whole.length);
  expect(checked.value.clocks).toEqual(new Map([[doc.clientID, 2]]));
  expect(stored.take(whole)).toBe(true);
  expectWhole(stored);
  expect(stored.doc().getMap('marks').toJSON()).toEqual(map.toJSON());
});

/** Writes updates by hand, as no Yjs would. */
const update = (
  blocks: readonly {
    client: number;
    clock?: number;
    structs: readonly ((encoder: encoding.Encoder) => void)[];
  }[],
  deletes: readonly (readonly [client: number, clock: number, length: number])[] = [],
): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, blocks.length);
    for (const { client, clock = 0, structs } of blocks) {
      encoding.writeVarUint(encoder, structs.length);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      for (const write of structs) write(encoder);
    }
    encoding.writeVarUint(encoder, deletes.length);
    for (const [client, clock, length] of deletes) {
      for (const number of [client, 1, clock, length]) encoding.writeVarUint(encoder, number);
    }
  });

interface ItemShape {
  readonly ref?: number;
  readonly origin?: readonly [number, number];
  readonly right?: readonly [number, number];
  readonly parent?: string | readonly [number, number];
  readonly key?: string | null;
  readonly content?: (encoder: encoding.Encoder) => void;
}

const binary = (bytes: Uint8Array) => (encoder: encoding.Encoder) => {
  encoding.writeVarUint8Array(encoder, bytes);
};

const item =
  (shape: ItemShape = {}) =>
  (encoder: encoding.Encoder): void => {
    const { ref = 3, origin, right, parent = 'marks', key = 'stock' } = shape;
    const { content = binary(new Uint8Array([1])) } = shape;
    const flags = (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (key === null ? 0 : 0x20);
    encoding.writeUint8(encoder, ref | flags);
    for (const id of [origin, right]) {
      for (const number of id ?? []) encoding.writeVarUint(encoder, number);
    }
    if (!origin && !right) {
      encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0);
      if (typeof parent === 'string') encoding.writeVarString(encoder, parent);
      else for (const number of parent) encoding.writeVarUint(encoder, number);
      if (key !== null) encoding.writeVarString(encoder, key);
    }
    content(encoder);
  };

const ranged = (info: number, length: number) => (encoder: encoding.Encoder) => {
  encoding.writeUint8(encoder, info);
  encoding.writeVarUint(encoder, length);
};
const collected = (length: number) => ranged(0, length);
const skip = (length: number) => ranged(10, length);
const number = (value: number) => (encoder: encoding.Encoder) => {
  encoding.writeVarUint(encoder, value);
};
const text = (value: string) => (encoder: encoding.Encoder) => {
  encoding.writeVarString(encoder, value);
};

const one = (shape: ItemShape) => update([{ client: 1, structs: [item(shape)] }]);
const claiming = (...counts: readonly number[]) =>
  encoding.encode((encoder) => {
    for (const count of counts) encoding.writeVarUint(encoder, count);
  });
const strangers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ client: 100 + index, structs: [item()] }));

/** A stock document would apply, wait for, or choke on these. Client 7 is stored up to 2. */
const refused: readonly (readonly [what: string, bytes: Uint8Array, fault: string])[] = [
  ['nothing at all', new Uint8Array(), 'malformed'],
  ['a torn update', one({}).slice(0, -2), 'malformed'],
  ['bytes behind the end', new Uint8Array([...one({}), 0]), 'malformed'],
  ['four billion clients', claiming(2 ** 32), 'too-long'],
  ['four billion structs', claiming(1, 2 ** 32), 'too-long'],
  ['four billion deletes', claiming(0, 1, 7, 2 ** 32), 'too-long'],
  ['2,001 clients', update(strangers(2_001)), 'too-long'],
  ['2,000 clients beside one that is known', update(strangers(2_000)), 'too-long'],
  ['20,001 deletes', claiming(0, 1, 7, 20_001, ...Array<number>(40_002).fill(1)), 'too-long'],
  ['a gap', update([{ client: 1, structs: [skip(1), item()] }]), 'foreign-type'],
  ['a gap inside', update([{ client: 1, structs: [item(), skip(3), item()] }]), 'foreign-type'],
  ['a clock of 2^45', update([{ client: 1, structs: [collected(2 ** 45)] }]), 'too-long'],
  ['100,001 structs', update([{ client: 1, structs: [collected(100_001)] }]), 'too-long'],
  ['a struct of no length', update([{ client: 1, structs: [collected(0)] }]), 'malformed'],
  ['a block of no structs', update([{ client: 1, structs: [] }]), 'malformed'],
  [
    'two blocks of one client',
    update([
      { client: 1, structs: [item()] },
      { client: 1, clock: 1, structs: [item()] },
    ]),
    'malformed',
  ],
  ['another root', one({ parent: 'text' }), 'foreign-type'],
  ['a nested parent', one({ parent: [7, 0] }), 'foreign-type'],
  ['no key', one({ key: null }), 'foreign-type'],
  ['an empty key', one({ key: '' }), 'bad-entry'],
  ['a key with a space', one({ key: 'a b' }), 'bad-entry'],
  ['a key of 121 characters', one({ key: 'k'.repeat(121) }), 'bad-entry'],
  ['a right origin', one({ right: [7, 0] }), 'foreign-type'],
  ['both origins', one({ origin: [7, 0], right: [7, 1] }), 'foreign-type'],
  ['a JSON content', one({ ref: 2, content: number(0) }), 'foreign-type'],
  ['a string content', one({ ref: 4, content: text('x') }), 'foreign-type'],
  ['an embed', one({ ref: 5, content: text('{}') }), 'foreign-type'],
  ['a format', one({ ref: 6, content: text('bold') }), 'foreign-type'],
  ['a type', one({ ref: 7, content: number(1) }), 'foreign-type'],
  ['an any content', one({ ref: 8, content: number(0) }), 'foreign-type'],
  ['a subdocument', one({ ref: 9, content: text('guid') }), 'foreign-type'],
  ['an unknown content', one({ ref: 31, content: number(0) }), 'foreign-type'],
  ['5 KB of bytes', one({ content: binary(new Uint8Array(5_000)) }), 'bad-entry'],
  ['a lane we cannot read', one({ key: ownKey(1) }), 'bad-entry'],
  ['a bad lane over a good one', one({ origin: [7, 1] }), 'bad-entry'],
  ['its own successor', one({ origin: [1, 0] }), 'bad-origin'],
  [
    'two that wait for each other',
    update([
      { client: 1, structs: [item({ origin: [2, 0] })] },
      { client: 2, structs: [item({ origin: [1, 0] })] },
    ]),
    'bad-origin',
  ],
  [
    'two that wait for what the other has later',
    update([
      { client: 1, structs: [item({ origin: [2, 1] }), item()] },
      { client: 2, structs: [item({ origin: [1, 1] }), item()] },
    ]),
    'bad-origin',
  ],
  ['a start above the clock', update([{ client: 7, clock: 3, structs: [item()] }]), 'ahead'],
  [
    'a start of somebody new above 0',
    update([{ client: 1, clock: 1, structs: [item()] }]),
    'ahead',
  ],
  ['an origin nobody knows', one({ origin: [8, 0] }), 'ahead'],
  ['an origin above the clock', one({ origin: [7, 2] }), 'ahead'],
  ['a delete above the clock', update([], [[7, 1, 2]]), 'ahead'],
  ['a delete of somebody unknown', update([], [[9, 0, 1]]), 'ahead'],
  ['a delete without length', update([], [[7, 0, 0]]), 'malformed'],
  ['an endless delete', update([], [[7, 1, Number.MAX_SAFE_INTEGER]]), 'ahead'],
  ['more bytes than allowed', new Uint8Array(most + 1), 'too-large'],
];

describe('SY11 refused before it is stored', () => {
  const stored = () => {
    const host = new Stored();
    const first = item({ key: ownKey(7), content: binary(lane(5)) });
    const second = item({ origin: [7, 0], content: binary(lane(9)) });
    expect(host.take(update([{ client: 7, structs: [first, second] }]))).toBe(true);
    return host;
  };

  test.each(refused)('%s', (_what, bytes, fault) => {
    const { index } = stored();
    expect(checkUpdate(bytes, index, most)).toEqual({ ok: false, error: fault });
    expect(index).toEqual(stored().index);
  });

  test('a second version update, which could claim anything, does not parse', () => {
    const doc = new Y.Doc();
    doc.getMap('marks').set('a', new Uint8Array([1]));
    const bytes = Y.encodeStateAsUpdateV2(doc);
    expect(checkUpdate(bytes, new DocumentIndex(), most).ok).toBe(false);
  });

  test('the entry of an item behind others is that of the first, through any clients', () => {
    const host = stored();
    const good = item({ origin: [7, 1], content: binary(lane(11)) });
    const better = item({ origin: [2, 0], content: binary(lane(12)) });
    const bad = item({ origin: [1, 0] });
    const chain = (last: (encoder: encoding.Encoder) => void) =>
      update([
        { client: 3, structs: [last] },
        { client: 1, structs: [better] },
        { client: 2, structs: [good] },
      ]);
    expect(checkUpdate(chain(bad), host.index, most)).toEqual({ ok: false, error: 'bad-entry' });
    expect(host.take(chain(item({ origin: [1, 0], content: binary(lane(13)) })))).toBe(true);
    expect(host.index.keyAt(3, 0)).toBe(ownKey(7));
    expectWhole(host);
  });

  test('blocks that need parts of each other are taken in the one order that works', () => {
    const host = new Stored();
    const bytes = update([
      { client: 2, structs: [item(), item({ origin: [1, 1] })] },
      { client: 1, structs: [item(), item({ origin: [2, 0] }), item({ origin: [2, 1] })] },
    ]);
    expect(host.take(bytes)).toBe(true);
    expectWhole(host);
  });

  test('behind a collected range everything is collected', () => {
    const host = new Stored();
    expect(
      host.take(update([{ client: 1, structs: [collected(3), item({ origin: [1, 2] })] }])),
    ).toBe(true);
    expect(host.index.keyAt(1, 3)).toBeNull();
    expectWhole(host);
  });

  test('an entry of a newer app is taken unread', () => {
    const host = new Stored();
    expect(host.take(one({ key: 'snoozed/phone/1/0' }))).toBe(true);
    expect(
      host.take(
        update([
          { client: 2, structs: [item({ key: ownKey(2), content: binary(new Uint8Array([9])) })] },
        ]),
      ),
    ).toBe(true);
    expectWhole(host);
  });
});

test('SY11 damaged updates are judged without a throw, and what is taken is whole', () => {
  const mutation = fc.record({
    position: fc.nat(),
    kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat'),
    value: fc.nat({ max: 255 }),
  });
  let taken = 0;
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 30 }),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      (acts, mutations) => {
        const stored = new Stored();
        const docs = play(acts, () => undefined);
        const [first = new Y.Doc(), second = new Y.Doc()] = docs;
        stored.take(Y.encodeStateAsUpdate(first));
        let bytes = [...Y.encodeStateAsUpdate(second)];
        for (const { position, kind, value } of mutations) {
          const at = position % bytes.length;
          if (kind === 'flip') bytes[at] = value;
          else if (kind === 'cut') bytes = [...bytes.slice(0, at), ...bytes.slice(at + 1)];
          else if (kind === 'insert') bytes.splice(at, 0, value);
          else bytes = [...bytes.slice(0, at), ...bytes.slice(Math.max(0, at - 8))];
          if (bytes.length === 0) bytes = [0];
        }
        if (stored.take(new Uint8Array(bytes))) taken += 1;
        expectWhole(stored);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('SY11 random bytes are judged without a throw, and what is taken is whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const stored = new Stored();
      stored.take(bytes);
      expectWhole(stored);
    }),
    { numRuns: 5_000 },
  );
});
