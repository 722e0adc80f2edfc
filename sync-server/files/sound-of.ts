/** What is told of a version from what its bytes say; null where there is nothing that helps anybody. */
import { unreachable } from '#shared/base/assert.ts';
import { obstaclesOf } from '#shared/audio/playability.ts';
import { secondsOf, type SoundFacts } from '#shared/audio/sound.ts';
import type { Sound } from '#shared/workspace/entities.ts';

const untold = { seconds: null, sampleRate: null, bitsPerSample: null, channels: null } as const;

export function soundOf(facts: SoundFacts): Sound | null {
  const told = toldOf(facts);
  return told && { ...told, obstacles: obstaclesOf(facts) };
}

function toldOf(facts: SoundFacts): Sound | null {
  switch (facts.kind) {
    case 'pcm':
    case 'coded': {
      const { container, sampleRate, bitsPerSample, channels, frames, cut } = facts;
      const fault = frames === 0 ? 'empty' : cut === null ? null : 'cut';
      return {
        format: container,
        seconds: secondsOf(facts),
        sampleRate,
        bitsPerSample,
        channels,
        fault,
      };
    }
    case 'broken':
      return { ...untold, format: facts.container, fault: 'broken' };
    case 'named':
      return { ...untold, format: facts.container, fault: null };
    case 'project':
      return { ...untold, format: facts.program, fault: null };
    case 'unknown':
      return null;
    default:
      return unreachable(facts);
  }
}
