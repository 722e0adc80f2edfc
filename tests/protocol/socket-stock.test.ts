/** This file tests what the unchanged y-websocket provider may rely on. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { connectStock, type StockClient } from './support/stock-client.ts';

let host: MarksHost;
const clients: StockClient[] = [];
beforeEach(async () => {
  host = await startMarksHost();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await host.dispose();
});

const stock = (...args: Parameters<typeof connectStock>): StockClient => {
  const client = connectStock(...args);
  clients.push(client);
  return client;
};
const bytes = (...values: number[]) => new Uint8Array(values);

test('SY4 two devices of one person converge, whatever they write and whatever the room is called', async () => {
  const phone = stock(host.url, host.signIn('ana'), { room: 'marks' });
  const laptop = stock(host.url, host.signIn('ana'), { room: 'another/room*' });
  await Promise.all([phone.synced(), laptop.synced()]);
  phone.map.set('from-phone', bytes(1, 2, 3));
  laptop.map.set('from-laptop', bytes());
  await Promise.all([
    laptop.sees('from-phone', bytes(1, 2, 3)),
    phone.sees('from-laptop', bytes()),
  ]);
  // Entries that another client began are overwritten and deleted like one's own.
  laptop.map.set('from-phone', bytes(4));
  await phone.sees('from-phone', bytes(4));
  phone.map.set('from-phone', bytes(5));
  phone.map.delete('from-laptop');
  await Promise.all([laptop.sees('from-phone', bytes(5)), laptop.sees('from-laptop', undefined)]);
  expect(laptop.map.toJSON()).toEqual(phone.map.toJSON());
});

test('SY4 the document of somebody else is never reached, by any name', async () => {
  const ana = stock(host.url, host.signIn('ana'));
  await ana.synced();
  ana.map.set('secret', bytes(1));
  const again = stock(host.url, host.signIn('ana'));
  await again.sees('secret', bytes(1));
  for (const room of ['marks', 'ana', '..%2Fana', 'ana%2Fmarks', '*', 'ana?user=ana']) {
    const ben = stock(host.url, host.signIn('ben'), { room });
    await ben.synced();
    expect(ben.map.size).toBe(0);
    ben.destroy();
  }
  const late = stock(host.url, host.signIn('ben'));
  await late.synced();
  late.map.set('mine', bytes(2));
  ana.map.set('more', bytes(3));
  await again.sees('more', bytes(3));
  expect([...late.map.keys()]).toEqual(['mine']);
  expect([...again.map.keys()].sort()).toEqual(['more', 'secret']);
});

test('SY6 what was done offline on two devices meets, and nothing is lost', async () => {
  const [first, second] = [new Y.Doc(), new Y.Doc()];
  for (const [name, doc] of [
    ['a', first],
    ['b', second],
  ] as const) {
    for (let index = 0; index < 50; index += 1)
      doc.getMap('marks').set(`${name}${index}`, bytes(index));
    for (let index = 0; index < 50; index += 1)
      doc.getMap('marks').set(`${name}${index}`, bytes(99));
    doc.getMap('marks').delete(`${name}7`);
    doc.getMap('marks').set('both', bytes(name.length));
  }
  const phone = stock(host.url, host.signIn('ana'), { doc: first });
  const laptop = stock(host.url, host.signIn('ana'), { doc: second });
  await Promise.all([phone.sees('b49', bytes(99)), laptop.sees('a49', bytes(99))]);
  await Promise.all([phone.sees('b7', undefined), laptop.sees('a7', undefined)]);
  expect(phone.map.size).toBe(99);
  expect(laptop.map.toJSON()).toEqual(phone.map.toJSON());
  phone.destroy();
  laptop.destroy();
  const third = stock(host.url, host.signIn('ana'));
  await third.sees('b49', bytes(99));
  expect(third.map.toJSON()).toEqual(phone.map.toJSON());
});

test('SY6 gestures made while the connection is being opened are not lost, however many', async () => {
  const doc = new Y.Doc();
  doc.getMap('marks').set('before', bytes(1));
  const phone = stock(host.url, host.signIn('ana'), { doc });
  await new Promise<void>((resolve) => {
    phone.provider.on('status', ({ status }) => {
      if (status !== 'connected') return;
      for (let index = 0; index < 12; index += 1) phone.map.set(`during${index}`, bytes(index));
      resolve();
    });
  });
  const laptop = stock(host.url, host.signIn('ana'));
  await laptop.sees('during11', bytes(11));
  expect(laptop.map.toJSON()).toEqual(phone.map.toJSON());
  expect(phone.provider.shouldConnect).toBe(true);
});

test('SY10 a long tail becomes a snapshot while devices go on, and nobody notices', async () => {
  const phone = stock(host.url, host.signIn('ana'));
  await phone.synced();
  for (let index = 0; index < 300; index += 1) {
    phone.map.set(`key${index % 5}`, bytes(index % 256));
    if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const laptop = stock(host.url, host.signIn('ana'));
  await laptop.sees('key4', bytes(299 % 256));
  await expect.poll(async () => (await host.store.load('ana')).tail.length).toBeLessThanOrEqual(64);
  const stored = await host.store.load('ana');
  expect(stored.seq).toBe(300);
  expect(stored.clocks.get(phone.doc.clientID)).toBe(300);
  expect(stored.snapshot?.length).toBeLessThan(5_000);
  phone.map.set('after', bytes(1));
  await laptop.sees('after', bytes(1));
  const tablet = stock(host.url, host.signIn('ana'));
  await tablet.sees('after', bytes(1));
  expect(tablet.map.toJSON()).toEqual(phone.map.toJSON());
  expect(host.errors).toEqual([]);
});
