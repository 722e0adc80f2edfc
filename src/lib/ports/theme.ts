/** Light, dark, or as the device says; remembered on this device. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const isTheme = (text: string): text is Theme => themes.some((theme) => theme === text);

export interface ThemePort {
  current(): Theme;
  /** Shows it at once and from now on. */
  choose(theme: Theme): void;
}
