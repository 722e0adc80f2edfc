/** These documents have something taken out, as a broken renewal would leave them. */
import * as Y from 'yjs';
import { marksMap, parseMarksKey } from '#shared/marks/doc.ts';
import { parseActId } from '#shared/marks/act-id.ts';
import type { CompactionAnswer } from '../../../sync-server/marks/compact-document.ts';

function without(answer: CompactionAnswer, isLost: (key: string) => boolean): CompactionAnswer {
  if ('fault' in answer || !answer.renewal) return answer;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, answer.renewal.snapshot);
  for (const key of [...marksMap(doc).keys()]) if (isLost(key)) marksMap(doc).delete(key);
  const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
  return { ...answer, renewal: { snapshot: Y.encodeStateAsUpdate(doc), clocks } };
}

export const withoutDismissed = (answer: CompactionAnswer): CompactionAnswer =>
  without(answer, (key) => parseMarksKey(key)?.lane === 'dismissed');

export const withoutForeign = (answer: CompactionAnswer): CompactionAnswer =>
  without(answer, (key) => !parseMarksKey(key) && !parseActId(key));
