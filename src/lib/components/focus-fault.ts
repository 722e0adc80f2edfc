/** After a form was refused, the focus goes to the first field that says why. */
import { tick } from 'svelte';

export async function focusFault(form: HTMLFormElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
