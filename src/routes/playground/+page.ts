/** Every component in every state, for the eye. It exists in development only. */
import { error } from '@sveltejs/kit';

export function load(): void {
  if (!import.meta.env.DEV) error(404);
}
