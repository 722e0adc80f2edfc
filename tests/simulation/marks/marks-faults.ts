/**
 * These are the ways things go wrong in the marks simulation, by name, so that a run counts them.
 */
import { marksMap } from '#shared/marks/doc.ts';
import { day, minute } from '#shared/base/time.ts';
import type { CommitFate } from './marks-server.ts';
import type { Device } from './marks-person.ts';
import { quietly, turn, type MarksSchedule } from './marks-schedule.ts';

export const marksFaults = [
  'partition',
  'connection lost, frames arrive late',
  'update dropped',
  'update doubled',
  'updates out of order',
  'clock ahead by days',
  'clock ahead by years',
  'clock behind',
  'clock off by minutes',
  'clock jumped while connected',
  'tab crashed between two steps',
  'server killed before a commit',
  'server killed after a commit',
  'disk of the server full',
  'database evicted',
  'sessions folded',
  'journal flushed',
  'new generation',
  'server restored from a backup',
  'server restored from the same backup again',
  'escalated before sync',
  'account switched in a second tab',
  'lead stolen',
  'late push',
  'undone on another device',
  'undone on two devices at once',
  'entry of an app to come',
] as const;
export type MarksFault = (typeof marksFaults)[number];
export type FaultCounts = Map<MarksFault, number>;

type Disturbance = (schedule: MarksSchedule, device: Device) => Promise<void> | void;

const cut: Disturbance = (schedule, { tab }) => {
  if (!tab.isConnected) return;
  const arrives = schedule.random.int(2) === 0;
  schedule.hit(arrives ? 'connection lost, frames arrive late' : 'partition');
  tab.disconnect(arrives);
};

const spoilFrames: Disturbance = (schedule, { tab }) => {
  const { random } = schedule;
  const how = random.pick(['drop', 'double', 'swap'] as const);
  const isDone = random.int(2) === 0 ? tab.disturbUp(how) : tab.disturbDown(how);
  const names = {
    drop: 'update dropped',
    double: 'update doubled',
    swap: 'updates out of order',
  } as const;
  if (isDone) schedule.hit(names[how]);
};

const skewClock: Disturbance = (schedule, device) => {
  const before = device.clockSkew;
  const skews = {
    'clock ahead by days': 31 * day,
    'clock ahead by years': 730 * day,
    'clock behind': -730 * day,
    'clock off by minutes': 3 * minute,
  } as const;
  const { random } = schedule;
  const names = Object.keys(skews) as (keyof typeof skews)[];
  const name = random.int(3) === 0 ? null : random.pick(names);
  device.clockSkew = name === null ? 0 : skews[name];
  if (device.clockSkew === before) return;
  if (name !== null) schedule.hit(name);
  if (device.tab.isConnected) schedule.hit('clock jumped while connected');
};

const crashTab: Disturbance = async (schedule, device) => {
  const { random } = schedule;
  schedule.hit('tab crashed between two steps');
  device.crash(random.int(4));
  // What it had begun goes on until the step at which it ends.
  for (let frame = 0; frame < 3; frame += 1) {
    device.tab.deliverUp();
    await quietly(() => device.tab.deliverDown());
  }
  await turn();
  device.crash(0);
  sessionBegins(schedule, device);
};

function sessionBegins(schedule: MarksSchedule, device: Device): void {
  const before = device.folds;
  device.takeLead();
  if (device.folds > before) schedule.hit('sessions folded');
}

const failCommit: Disturbance = (schedule) => {
  const fates: readonly CommitFate[] = ['killed before', 'killed after', 'disk full'];
  const fate = schedule.random.pick(fates);
  const names = {
    'killed before': 'server killed before a commit',
    'killed after': 'server killed after a commit',
    'disk full': 'disk of the server full',
  } as const;
  schedule.server.failNextCommit(fate, () => schedule.hit(names[fate]));
};

const evict: Disturbance = async (schedule, device) => {
  if (schedule.random.int(4) > 0) return;
  schedule.hit('database evicted');
  device.evict();
  await turn();
  await device.person.forgiveLost();
};

const renew: Disturbance = async (schedule, device) => {
  const { server, random } = schedule;
  const { userId } = device.person;
  const before = server.renewals;
  schedule.pass(day);
  await server.compact(userId, random.int(3) === 0 ? () => carryAll(device) : null);
  if (server.renewals > before) schedule.hit('new generation');
};

/** Happens between reading a document and putting another in its place. */
async function carryAll({ tab }: Device): Promise<void> {
  for (let left = tab.waiting.up; left > 0; left -= 1) tab.deliverUp();
  for (let turns = 0; turns < 3; turns += 1) await turn();
}

const backUpOrRestore: Disturbance = async (schedule) => {
  const { random, server, people, now } = schedule;
  const isFirst = schedule.backups.length === 0;
  if (isFirst || random.int(4) === 0) {
    await server.backUp();
    schedule.backups.push({ feeds: people.map(({ feed }) => feed.backUp()), times: 0 });
    return;
  }
  if (random.int(3) > 0) return;
  const index = random.int(schedule.backups.length);
  const backup = schedule.backups[index];
  if (!backup) return;
  schedule.hit(
    backup.times > 0
      ? 'server restored from the same backup again'
      : 'server restored from a backup',
  );
  backup.times += 1;
  await server.restore(index);
  const floor = 1_024 * Math.floor((now - Date.UTC(2025, 0, 1)) / 1_000);
  for (const [at, person] of people.entries()) {
    const kept = backup.feeds[at];
    if (kept) person.feed.restore(kept, schedule.run.breaks?.reusesOrdinals ? 0 : floor);
    await person.forgiveLost();
  }
};

const escalate: Disturbance = (schedule, { person: { feed } }) => {
  const live = [...feed.live];
  if (live.length === 0) return;
  schedule.hit('escalated before sync');
  feed.escalate(schedule.random.pick(live));
};

/** Happens in the browser of the owner's first device. */
const switchAccount: Disturbance = async (schedule) => {
  const { owner, guest } = schedule;
  const [device] = owner.devices;
  if (!device) return;
  schedule.hit('account switched in a second tab');
  const isOwner = device.cookie === owner.userId;
  device.cookie = isOwner ? guest.userId : owner.userId;
  device.tab.disconnect(true);
  if (device.tab.isGone) sessionBegins(schedule, device);
  await device.tab.connect();
};

const stealLead: Disturbance = async (schedule, device) => {
  if (device.stale) {
    await device.stale.close();
    device.stale = null;
    return;
  }
  if (device.tab.isGone) return;
  schedule.hit('lead stolen');
  device.stale = device.tab;
  sessionBegins(schedule, device);
  await device.tab.connect();
  await quietly(() => device.stale?.deliverDown() ?? Promise.resolve());
  device.stale.deliverUp();
};

const latePush: Disturbance = (schedule, { person: { pushes } }) => {
  const late = pushes.shift();
  if (!late) return;
  schedule.hit('late push');
  late.device.feed.push(late.push);
};

/** Both offline, both mean the same act. */
const undoTwice: Disturbance = async (schedule, device) => {
  const others = device.person.devices.filter((other) => other !== device);
  const known = [...device.memory.held.records.keys()];
  for (const other of others) {
    const id = known.find((it) => other.memory.held.records.has(it));
    if (id === undefined) continue;
    schedule.hit('undone on two devices at once');
    await schedule.undo(device, id);
    await schedule.undo(other, id);
    return;
  }
};

const foreignEntry: Disturbance = (schedule, { tab, person }) => {
  const { doc } = tab;
  if (!doc || tab.isGone || person.foreign.length > 0) return;
  schedule.hit('entry of an app to come');
  const entry = { key: 'snoozed/x/1/0', bytes: new Uint8Array([9, 9]) };
  marksMap(doc).set(entry.key, entry.bytes);
  person.foreign = [entry];
};

const wait: Disturbance = async (schedule) => {
  schedule.pass(schedule.random.pick([minute, day]));
  schedule.hit('journal flushed');
  await schedule.server.flushJournal();
};

export const disturbances: readonly Disturbance[] = [
  cut,
  cut,
  spoilFrames,
  spoilFrames,
  spoilFrames,
  skewClock,
  skewClock,
  crashTab,
  crashTab,
  failCommit,
  failCommit,
  evict,
  renew,
  renew,
  renew,
  renew,
  backUpOrRestore,
  escalate,
  switchAccount,
  stealLead,
  latePush,
  undoTwice,
  foreignEntry,
  wait,
];
