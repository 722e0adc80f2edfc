/**
 * Commands that are asked again when the server has forgotten their outcomes: by a device that never heard
 * the reply, by one that had set them aside, from a copy of a browser's profile, and across a restore. The
 * real sender on simulated devices, the real service on a real database.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { err, ok } from '#shared/base/result.ts';
import { numberedDevicesPerUser, outcomeLifetimeMs } from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { SentCommand } from '#shared/protocol/messages.ts';
import { openTestWorkspace, type Device, type TestWorkspace } from '../../support/workspace.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import { SimulatedDevice, unreachable } from './simulated-device.ts';
import { keepCopy, restoreCopy } from './watched-store.ts';

let world: TestWorkspace;
let ana: Device;
let device: SimulatedDevice;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  device = new SimulatedDevice(ana.actor, () => world.id(), null);
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'First' } });
});
afterEach(() => world.close());

const rename = (title: string): Command => ({ name: 'track.rename.v1', args: { trackId, title } });
const act = (title: string, on = device) => on.act(rename(title), world.clock.now());

const line = {
  async commands(commands: readonly SentCommand[]) {
    const answer = await world.service.execute(ana.actor, { commands });
    return answer.ok ? ok(answer.value) : err({ kind: 'conflict', ...answer.error } as const);
  },
};
const loseReplies = {
  async commands(commands: readonly SentCommand[]) {
    await line.commands(commands);
    return unreachable();
  },
};
const failing = { commands: () => Promise.resolve(err({ kind: 'failed' } as const)) };

/** The outcomes of then are dropped, a few with each of these. */
async function forget(commands = 10): Promise<void> {
  world.clock.pass(outcomeLifetimeMs + 1);
  for (let at = 0; at < commands; at += 1) await ana.send(rename('Of another device'));
}
const title = async () => {
  const { changes } = await world.service.changes(ana.actor.userId, 0, 500);
  return changes.flatMap((change) =>
    change.kind === 'track' && change.op === 'upsert' ? [change.body.title] : [],
  )[0];
};
const codes = (of = device) => of.outbox.rows.map(({ state, code }) => code ?? state);

it('CM46 whose reply was lost half a year ago is told that nobody can tell, and nothing runs', async () => {
  act('Mine');
  await device.send(loseReplies);
  expect(await title()).toBe('Mine');
  await forget();
  await device.send(line);
  expect(await title()).toBe('Of another device');
  expect(codes()).toEqual(['too-old']);
  act('Mine, now');
  await device.send(line);
  expect(await title()).toBe('Mine, now');
});

it('CM47 what was set aside may have taken effect, and is not run again after half a year', async () => {
  act('Mine');
  await device.send(loseReplies);
  for (let fault = 0; fault < 5; fault += 1) await device.send(failing);
  act('Another');
  await device.send(line);
  expect(codes()).toEqual(['aside', 'done']);
  await forget();
  device.outbox.resume();
  await device.send(line);
  expect(await title()).toBe('Of another device');
  expect(codes()).toEqual(['too-old', 'done']);
});

/** As a browser's profile is copied, or an older one is put back. */
function copied(): SimulatedDevice {
  const copy = new SimulatedDevice(ana.actor, () => world.id(), null);
  copy.name = device.name;
  copy.outbox = createMemoryOutbox(device.name);
  copy.outbox.restore(device.outbox.copy());
  return copy;
}

it('CM47 what was set aside and never ran runs when it is tried again', async () => {
  act('Mine');
  for (let fault = 0; fault < 5; fault += 1) await device.send(failing);
  act('Another');
  await device.send(line);
  device.outbox.resume();
  await device.send(line);
  expect(await title()).toBe('Mine');
  expect(codes()).toEqual(['done', 'done']);
});

it('CM47 a copy goes on beside the other one: each of its commands runs once, however many', async () => {
  const copy = copied();
  for (let at = 0; at < 150; at += 1) act(`Here ${at}`);
  await device.send(line);
  for (let at = 0; at < 250; at += 1) act(`There ${at}`, copy);
  let requests = 0;
  await copy.send({
    commands(commands) {
      requests += 1;
      return line.commands(commands);
    },
  });
  expect(await title()).toBe('There 249');
  expect(codes(copy).every((code) => code === 'done')).toBe(true);
  expect(requests).toBeLessThanOrEqual(8);
});

it('CM48 a copy of a profile sends nothing again that the other one has sent, however late', async () => {
  for (let at = 0; at < 150; at += 1) act(`Take ${at}`);
  const copy = copied();
  await device.send(line);
  expect(await title()).toBe('Take 149');
  await forget(100);
  await copy.send(line);
  expect(await title()).toBe('Of another device');
  expect(codes(copy).every((code) => code === 'too-old')).toBe(true);
  act('New', copy);
  await copy.send(line);
  expect(await title()).toBe('New');
});

it('CM48 what fell with a refused text shifts no number of what came after', async () => {
  const notes = (text: string, ifVersion: number) => {
    const command = { name: 'track.setNotes.v1', args: { trackId, notes: text } } as const;
    device.outbox.add({ id: world.id(), command, at: 0, ifVersion, state: 'waiting' });
  };
  notes('One', 7);
  notes('Two', 8);
  act('Last');
  const copy = copied();
  await device.send(line);
  expect(codes()).toEqual(['version-mismatch', 'done']);
  await forget();
  await copy.send(line);
  expect(await title()).toBe('Of another device');
  expect(codes(copy)).toEqual(['too-old', 'too-old', 'too-old']);
});

it('CM49 what a restore has lost runs again, and what the backup has does not, however late', async () => {
  act('Kept');
  await device.send(loseReplies);
  const kept = copied();
  await world.database.exclusive(keepCopy);
  act('Lost');
  await device.send(loseReplies);
  await world.database.exclusive(restoreCopy);
  expect(await title()).toBe('Kept');
  await device.send(line);
  expect(await title()).toBe('Lost');
  expect(codes()).toEqual(['done', 'done']);
  await forget();
  await kept.send(line);
  expect(await title()).toBe('Of another device');
  expect(codes(kept)).toEqual(['too-old']);
});

it('CM49 what a restore has lost runs again, although the device has sent more since', async () => {
  await world.database.exclusive(keepCopy);
  act('Lost');
  await device.send(line);
  await world.database.exclusive(restoreCopy);
  act('Later');
  await device.send(line);
  expect(await title()).toBe('Later');
  await device.outbox.tidy({ ...device.position(), epoch: 'of the restore' });
  await device.send(line);
  expect(await title()).toBe('Lost');
});

it('CM50 the numbering of a device is kept for good, and there is a bound to how many', async () => {
  act('Mine');
  await device.send(loseReplies);
  const { userId } = ana.actor;
  await world.store.write(async (tx) => {
    for (let at = await tx.countNumbered(userId); at < numberedDevicesPerUser; at += 1) {
      await tx.setLastNumber(userId, world.id(), 1);
    }
  });
  const one = new SimulatedDevice(ana.actor, () => world.id(), null);
  act('Of one more', one);
  await one.send(line);
  expect(codes(one)).toEqual(['limit-reached']);
  expect(await title()).toBe('Mine');
  await forget();
  await device.send(line);
  expect(codes()).toEqual(['too-old']);
});
