/// <reference types="vite-plugin-pwa/client" />
declare global {
  namespace App {
    interface PageState {
      /** The activity sheet of a phone lies over this entry of the history. */
      sheet?: boolean;
    }
  }
}
export {};
