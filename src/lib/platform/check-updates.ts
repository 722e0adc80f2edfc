/** Looks for a newer build now. One that was found says so in the status once it is here. */
export async function checkForUpdates(): Promise<'current' | 'found' | 'offline'> {
  if (!('serviceWorker' in navigator)) return 'current';
  const registration = await navigator.serviceWorker.getRegistration();
  const isAnswered = await registration?.update().then(
    () => true,
    () => false,
  );
  if (isAnswered === false) return 'offline';
  return registration?.installing || registration?.waiting ? 'found' : 'current';
}
