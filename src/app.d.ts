/// <reference types="vite-plugin-pwa/client" />
import type { PanelPlace } from '#lib/screens/feed/panel-model.svelte.ts';

declare global {
  namespace App {
    interface PageState {
      /** The activity sheet of a phone lies over this entry of the history. */
      sheet?: boolean;
      /** The panel was left from here: Back opens it again. */
      panel?: PanelPlace;
    }
  }
}
