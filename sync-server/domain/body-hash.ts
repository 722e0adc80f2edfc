/**
 * What a command says, in a few bytes: the same id with another body is another command. Of name and
 * arguments, whatever the order of keys.
 */
import { toBase64 } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import type { SentCommand } from '#shared/protocol/messages.ts';

/** Arguments of ours nest two levels; what lies deeper is refused anyway, and would cost stack. */
const depthMost = 8;

export function bodyHashOf({ name, args }: SentCommand): string {
  const text = JSON.stringify([name, sorted(args, depthMost)]);
  return toBase64(digest(new TextEncoder().encode(text)));
}

function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return 'deeper';
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth - 1));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, entry]) => [key, sorted(entry, depth - 1)]);
}
