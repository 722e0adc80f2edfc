/** Light, dark, or as the device says; remembered here, set before the first screen is drawn. */
const key = 'theme';
const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const isTheme = (text: string): text is Theme => themes.some((theme) => theme === text);

export function readTheme(): Theme {
  const kept = localStorage.getItem(key) ?? 'auto';
  return isTheme(kept) ? kept : 'auto';
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = readTheme();
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
