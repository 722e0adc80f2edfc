/**
 * A browser has a name that people know: "Firefox on Linux". User agents say a lot that is not so;
 * the order below goes from the particular to what everybody claims.
 */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS|e)?\//u, 'Edge'],
  [/\b(?:OPR|Opera|OPiOS)\//u, 'Opera'],
  [/\bSamsungBrowser\//u, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//u, 'Firefox'],
  [/\b(?:Chrome|HeadlessChrome|CriOS|Chromium)\//u, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//u, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/u, 'iPhone'],
  [/\biPad\b/u, 'iPad'],
  [/\bAndroid\b/u, 'Android'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bWindows\b/u, 'Windows'],
  [/\bMacintosh\b/u, 'Mac'],
  [/\bLinux\b/u, 'Linux'],
];

export function formOf(userAgent: string): 'phone' | 'tablet' | 'computer' {
  if (/\biPad\b|\bTablet\b/u.test(userAgent)) return 'tablet';
  if (/\bAndroid\b/u.test(userAgent) && !/\bMobile\b/u.test(userAgent)) return 'tablet';
  return /\bMobile\b|\biPhone\b/u.test(userAgent) ? 'phone' : 'computer';
}

export function browserName(userAgent: string): string {
  const named = (list: readonly (readonly [RegExp, string])[]) =>
    list.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [named(browsers), named(systems)];
  return `${browser ?? 'A browser'}${system === undefined ? '' : ` on ${system}`}`;
}
