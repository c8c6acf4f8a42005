// What outlives the page. A browser that is told to keep nothing throws at the mere mention of its storage: the pages go on
// without it then, and have forgotten all at the next visit.
import { memoryStorage, webStorage, type KeyValueStorage } from '@proxima/sdk';

export function readKept(name: string): string | null {
  return storageOrNothing()?.getItem(name) ?? null;
}

export function keep(name: string, value: string): void {
  try {
    storageOrNothing()?.setItem(name, value);
  } catch {
    // It is full: what was to be kept lasts as long as the page.
  }
}

/** For the client of the SDK. */
export function keptByClient(): KeyValueStorage {
  const storage = storageOrNothing();
  return storage ? webStorage(storage) : memoryStorage();
}

function storageOrNothing(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
