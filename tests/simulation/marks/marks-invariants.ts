/** A schedule of the marks simulation checks this of all devices, on the way and at its end. */
import * as Y from 'yjs';
import { marksMap, readDocMarks } from '#shared/marks/doc.ts';
import { readDocRecords } from '#shared/marks/doc-records.ts';
import { marksEqual } from '#shared/marks/marks.ts';
import { newestOrdinals, runSetSize } from '#shared/marks/run-set.ts';
import { renewalBytes } from '#shared/marks/limits.ts';
import { checkDurable, checkFits, checkScreen, checkTime } from './marks-oracle.ts';
import { docOf, type Person } from './marks-person.ts';
import type { MarksSchedule } from './marks-schedule.ts';

/** Checks what holds at any moment. */
export async function checkAlways({ people, server, now, run }: MarksSchedule): Promise<void> {
  for (const { userId, devices } of people) {
    const { doc, generation } = await server.document(userId);
    const stored = readDocMarks(doc);
    if (run.newServerAt === undefined) checkTime(stored, now);
    for (const { memory, feed, name, tab, stale } of devices) {
      const { held } = memory;
      checkScreen(held.lanes, feed.live);
      checkFits(docOf(memory), name);
      const isOfThis = held.epoch === server.epoch && held.generation === generation;
      if (isOfThis) checkDurable(held.durable, stored, name);
      for (const fault of [...tab.faults, ...(stale?.faults ?? [])]) throw fault;
    }
  }
}

/** Once each device has exchanged what it holds. */
export async function checkFinally(schedule: MarksSchedule): Promise<void> {
  await checkAlways(schedule);
  for (const person of schedule.people) await checkPerson(person, schedule);
}

async function checkPerson(person: Person, { server }: MarksSchedule): Promise<void> {
  const { doc } = await server.document(person.userId);
  const stored = readDocMarks(doc);
  const rows = [...person.feed.live].sort((a, b) => b - a).join();
  for (const { memory, feed, name } of person.devices) {
    const { lanes, durable } = memory.held;
    if (!marksEqual(lanes, stored)) throw new Error(`${name} and the server say different things`);
    if (!marksEqual(durable, lanes)) throw new Error(`${name} does not know all of it stored`);
    const held = newestOrdinals(feed.live, runSetSize(feed.live)).join();
    if (held !== rows) throw new Error(`${name} holds ${held}, there is ${rows}`);
    person.oracle.check(lanes, feed.live);
    for (const { id } of readDocRecords(doc)) {
      if (!memory.held.records.has(id)) throw new Error(`${name} has no record of ${id}`);
    }
  }
  for (const { key } of person.foreign) {
    if (!marksMap(doc).has(key)) throw new Error(`What nobody can read is lost: ${key}`);
  }
  const bytes = Y.encodeStateAsUpdate(doc).length;
  if (bytes > renewalBytes) throw new Error(`A document of ${bytes} bytes`);
}
