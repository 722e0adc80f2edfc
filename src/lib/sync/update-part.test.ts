import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '#shared/base/random.ts';
import { firstPart } from './update-part.ts';

const clocksOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc));

/** What several clients have said over each other, as marks are. */
function crowded(seed: number): Y.Doc {
  const random = createRandom(seed);
  const docs = Array.from({ length: 4 }, () => new Y.Doc());
  for (let turn = 0; turn < 60; turn += 1) {
    const doc = docs[random.int(docs.length)] ?? new Y.Doc();
    const other = docs[random.int(docs.length)] ?? doc;
    if (random.int(3) > 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    const key = `k${random.int(6)}`;
    if (random.int(8) === 0) doc.getMap('marks').delete(key);
    else doc.getMap('marks').set(key, new Uint8Array(1 + random.int(150)).fill(turn));
    if (random.int(4) === 0) doc.getMap('records').set(`r${turn}`, `act ${turn}`);
  }
  const all = new Y.Doc();
  for (const doc of docs) Y.applyUpdate(all, Y.encodeStateAsUpdate(doc));
  return all;
}

test('BT4 part by part all of a document comes, and no part waits for another', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const [own, server] = [crowded(seed), crowded(seed + 1_000)];
    Y.applyUpdate(own, Y.encodeStateAsUpdate(server));
    let parts = 0;
    for (; parts < 1_000; parts += 1) {
      const lacking = Y.encodeStateAsUpdate(own, Y.encodeStateVector(server));
      const part = firstPart(lacking, clocksOf(server), 300);
      Y.applyUpdate(server, part);
      expect(server.store.pendingStructs).toBeNull();
      if (part === lacking) break;
      expect(part.length).toBeLessThanOrEqual(300);
    }
    expect(parts).toBeGreaterThan(1);
    expect(Y.encodeStateVector(server)).toEqual(Y.encodeStateVector(own));
    expect(server.getMap('marks').toJSON()).toEqual(own.getMap('marks').toJSON());
    expect(server.getMap('records').toJSON()).toEqual(own.getMap('records').toJSON());
  }
});

test('BT4 what is small enough goes as it is, and one thing that is larger goes alone', () => {
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array(900));
  doc.getMap('marks').set('b', new Uint8Array(900));
  const whole = Y.encodeStateAsUpdate(doc);
  expect(firstPart(whole, new Map(), whole.length)).toBe(whole);
  const part = firstPart(whole, new Map(), 100);
  expect(part.length).toBeGreaterThan(900);
  expect(part.length).toBeLessThan(1_000);
});
