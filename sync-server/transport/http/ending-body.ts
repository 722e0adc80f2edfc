/**
 * The body of a request that ends early without a fault: when its line breaks, when whoever sends it may
 * not any more, or when the server stops. What has come by then is kept, as if that had been all of it.
 */
export interface EndingBody {
  readonly stream: ReadableStream<Uint8Array>;
  end(): void;
}

export function endingBody(source: ReadableStream<Uint8Array> | null): EndingBody {
  const reader = source?.getReader();
  let isEnded = reader === undefined;
  let wake: () => void = () => undefined;
  const read = () =>
    new Promise<Uint8Array | null>((resolve) => {
      wake = () => resolve(null);
      if (isEnded) wake();
      else reader?.read().then(({ value }) => resolve(value ?? null), wake);
    });
  const end = () => {
    isEnded = true;
    wake();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await read();
        if (piece === null) controller.close();
        else controller.enqueue(piece);
      },
      cancel: end,
    },
    // Nothing is read before it can be written.
    { highWaterMark: 0 },
  );
  return { stream, end };
}
