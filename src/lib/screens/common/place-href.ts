/** A place of the app has an address, which is made here. */
import { resolve } from '$app/paths';
import { momentQuery } from './moment-query.ts';
import type { Place } from './row-view.ts';

export function hrefOf(place: Place): string {
  switch (place.page) {
    case 'track':
      return `${resolve('/track/[id]', { id: place.id })}${momentQuery(place.moment)}#${place.hash}`;
    case 'ticket':
      return resolve('/support/[id]', { id: place.id });
    case 'notification':
      return resolve('/n/[id]', { id: place.id });
    case 'reminders':
      return resolve('/reminders');
  }
}
