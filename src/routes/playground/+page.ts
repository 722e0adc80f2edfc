/** The playground is every component in every state, for the eye, in development only. */
import { error } from '@sveltejs/kit';

export function load(): void {
  if (!import.meta.env.DEV) error(404);
}
