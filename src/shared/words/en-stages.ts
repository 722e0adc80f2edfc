/** This file names the stages of a track in English. */
import type { Stage } from '#shared/workspace/vocabulary.ts';

export const stageWords = {
  idea: 'Idea',
  writing: 'Writing',
  recording: 'Recording',
  editing: 'Editing',
  mixing: 'Mixing',
  mastering: 'Mastering',
  released: 'Released',
} satisfies Record<Stage, string>;
