/** How the service worker leads an open window to a place; the window answers, or it is loaded there. */
import { textOf } from '#shared/base/fields.ts';

export const goToMessage = (path: string) => ({ type: 'go-to', path });

export function onGoTo(listener: (path: string) => void): void {
  // Without a secure address there is no worker that could ask.
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.onmessage = ({ data, ports }: MessageEvent<unknown>) => {
    if (textOf(data, 'type') !== 'go-to') return;
    ports[0]?.postMessage('going');
    listener(textOf(data, 'path'));
  };
}
