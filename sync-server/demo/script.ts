/**
 * The demo's story: three producers, six tracks, three weeks. It is pure data made from the present
 * time, so that deadlines lie around today; make-demo.ts plays it by real commands.
 */
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { DemoPerson } from './people.ts';
import { barMs, dropMs } from './sounds.ts';
import { hours, minutes, TrackStory, type DemoStep } from './track-story.ts';

const demoProducers = ['ana', 'ben', 'chloe'] as const;

/** Each asked support something, and was answered this morning. */
const tickets = {
  ana: {
    subject: 'Waveform stops at 4:10',
    text: 'On long bounces the picture ends before the sound does. Two machines, same file.',
    answer:
      'Found it: files above two hours of samples. It is mended since this morning. Does it look right now?',
  },
  ben: {
    subject: 'The tablet buzzes twice',
    text: 'Every comment arrives two times on the studio tablet since Friday.',
    answer:
      'The same tablet was signed in twice, once from before its reset. We ended the old one. Is it quiet now?',
  },
  chloe: {
    subject: 'Due a day early in Tokyo',
    text: 'My phone is still on Tokyo time and says that Low Tide is due a day before.',
    answer:
      'A due day keeps the zone of whoever set it, and the row now names that zone. Is it clear this way?',
  },
} as const;

/** Lists what is about no track: tickets, one of them still waiting, an announcement, and a reminder for tonight. */
function houseSteps(now: number): readonly DemoStep[] {
  const at = (daysAgo: number) => Math.round(now - daysAgo * day);
  const step = (daysAgo: number, who: DemoPerson, command: Command): DemoStep => ({
    at: at(daysAgo),
    who,
    deed: { kind: 'command', command },
  });
  const waiting = step(hours(3), 'chloe', {
    name: 'ticket.open.v1',
    args: {
      ticketId: uuid7(at(hours(3))),
      subject: 'Print the notes of a track',
      text: 'The singer reads from paper. Is there a way to print the notes, large?',
    },
  });
  const perPerson = demoProducers.flatMap((who) => {
    const ticketId = uuid7(at(1.2));
    const { subject, text, answer } = tickets[who];
    return [
      step(1.2, who, { name: 'ticket.open.v1', args: { ticketId, subject, text } }),
      step(hours(5), 'sam', { name: 'ticket.feedback.v1', args: { ticketId, text: answer } }),
      step(hours(20), who, {
        name: 'reminder.set.v1',
        args: {
          reminderId: uuid7(at(hours(20))),
          at: at(hours(2)),
          text: 'Call Mara about the vinyl',
        },
      }),
    ];
  });
  const announced = step(2.6, 'sam', {
    name: 'announcement.publish.v1',
    args: {
      announcementId: uuid7(at(2.6)),
      title: 'Short maintenance on Sunday night',
      text: 'From 02:00 to 02:10 UTC. What you do meanwhile waits on your device and is sent afterwards.',
      priority: 'normal',
    },
  });
  return [...perPerson, waiting, announced];
}

/** The track with the sounds: stems first, then a bounce that they talk about. */
function midnightDrive(now: number): TrackStory {
  const bounce = 'Rough bounce.wav';
  const lostKick = 'The kick gets lost as soon as the bass comes in.';
  return new TrackStory(now, 20.4, 'ana', { title: 'Midnight Drive', dueInDays: 6 })
    .notes(
      20.3,
      'ana',
      'Verse at 112 bpm, chorus feels half-time. Pad stays out of the second chorus.',
    )
    .invite(20.2, 'ana', 'ben')
    .accept(19.8, 'ben')
    .invite(17.6, 'ana', 'chloe')
    .accept(17.1, 'chloe')
    .stage(16.2, 'ana', 'writing')
    .share(13.5, 'ben', {
      name: 'Bass take 2.wav',
      sound: 'bass',
      note: 'Leans back a little more',
    })
    .comment(13.4, 'ben', 'Bass is tracked. Two takes, the second one leans back a little more.')
    .stage(12.9, 'ben', 'recording')
    .share(6.2, 'chloe', { name: 'Kick.wav', sound: 'kick' })
    .share(6.19, 'chloe', { name: 'Pad.wav', sound: 'pad' })
    .comment(6.1, 'chloe', 'New stems are up, 24-bit this time.')
    .look(5.9, 'ana', 'ben')
    .due(4.2, 'ana', 3)
    .stage(1.4, 'ana', 'editing')
    .share(1.3, 'chloe', { name: bounce, sound: 'bounce', note: 'First rough bounce' })
    .comment(1.2, 'ben', lostKick, { name: bounce, version: 1, from: dropMs })
    .look(1.1, 'ana')
    .comment(1.1, 'ana', 'Nothing below the pad here. Could the kick hint at the drop?', {
      name: bounce,
      version: 1,
      from: dropMs - Math.round(2 * barMs),
      to: dropMs,
    })
    .look(1, 'chloe')
    .reply(1, 'chloe', lostKick, 'I hear it too. It comes up 2 dB in the next one.')
    .look(hours(20), 'ben')
    .share(hours(5), 'chloe', {
      name: bounce,
      sound: 'louder-bounce',
      note: 'Kick up 2 dB · listen to the drop at 0:08',
    })
    .resolve(hours(5), 'chloe', lostKick)
    .comment(minutes(42), 'ana', 'The pad will fight the vocal. Try it without?', {
      name: bounce,
      version: 2,
      from: dropMs,
    });
}

/** @returns everything that happened, oldest first */
export function demoScript(now: number): readonly DemoStep[] {
  const stories = [
    midnightDrive(now),
    new TrackStory(now, 15.7, 'chloe', { title: 'Glass Harbor', stage: 'writing', dueInDays: 10 })
      .invite(15.5, 'chloe', 'ana')
      .accept(14.9, 'ana')
      .comment(
        9.3,
        'ana',
        'The bridge wants strings, not synths. I can record a quartet on Thursday.',
      )
      .stage(7.8, 'chloe', 'recording')
      .comment(2.2, 'chloe', 'Quartet takes are in. Take four has the good kind of squeak.')
      .stage(hours(7), 'chloe', 'mixing')
      .invite(minutes(12), 'chloe', 'ben'),
    new TrackStory(now, 19.1, 'ben', { title: 'Paper Planes', stage: 'recording', dueInDays: -1 })
      .invite(18.9, 'ben', 'ana')
      .accept(18.3, 'ana')
      .stage(11.5, 'ben', 'mixing')
      .comment(
        8.6,
        'ana',
        'Kick and bass agree now. The ride is still a touch loud on small speakers.',
      )
      .stage(3.1, 'ana', 'mastering')
      .comment(
        hours(3),
        'ben',
        'Mara asked for it today. I can stay late if you send the last print.',
      ),
    new TrackStory(now, 12.2, 'ana', { title: 'Low Tide', dueInDays: 24 })
      .invite(12.1, 'ana', 'chloe')
      .accept(11.9, 'chloe')
      .comment(10.4, 'chloe', 'Field recordings from the pier: gulls at 0:40, rope creak at 2:10.')
      .stage(5.3, 'chloe', 'writing'),
    new TrackStory(now, 8.9, 'chloe', { title: 'Static Bloom' })
      .invite(8.8, 'chloe', 'ben')
      .decline(8.1, 'ben')
      .invite(3.9, 'chloe', 'ana')
      .accept(3.7, 'ana')
      .comment(1.1, 'chloe', 'What if the drop is just the room tone? Four bars of nothing.'),
    new TrackStory(now, 21, 'ben', { title: 'Neon Fern', stage: 'mastering' })
      .invite(20.8, 'ben', 'chloe')
      .accept(20.6, 'chloe')
      .stage(5.9, 'ben', 'released')
      .comment(5.8, 'chloe', 'It is out. I am going to bed for a week.'),
  ];
  return [...stories.flatMap((story) => story.steps), ...houseSteps(now)].sort(
    (a, b) => a.at - b.at,
  );
}
