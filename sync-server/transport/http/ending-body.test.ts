import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { endingBody } from './ending-body.ts';

const bytes = (said: string) => new TextEncoder().encode(said);

it('FI4 a body whose line breaks ends with what had come', async () => {
  let pieces = 0;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      pieces += 1;
      if (pieces > 2) controller.error(new Error('cut'));
      else controller.enqueue(bytes('x'));
    },
  });
  expect(await text(endingBody(source).stream)).toBe('xx');
});

it('FI4 ends when it is told to, however long nothing comes, and once', async () => {
  const { stream, end } = endingBody(new ReadableStream<Uint8Array>());
  const all = text(stream);
  end();
  end();
  expect(await all).toBe('');
  expect(await text(endingBody(null).stream)).toBe('');
});
