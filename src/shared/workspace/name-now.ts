/** People are named in what they made as they were called then; on a track they are shown as they are called now. */
import type { Member } from './entities.ts';

export const nameNow = (members: readonly Member[], userId: string, nameThen: string): string =>
  members.find((member) => member.userId === userId)?.name ?? nameThen;
