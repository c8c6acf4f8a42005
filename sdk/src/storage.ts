/** Where a client keeps what must outlive it: any async key-value store, such as AsyncStorage of React Native. */
export interface KeyValueStorage {
  get(key: string): Promise<string | null | undefined> | string | null | undefined;
  set(key: string, value: string): Promise<void> | void;
  /** Runs `work` while nobody else who shares the storage does. Without it, only clients of one process take turns. */
  exclusively?<T>(key: string, work: () => Promise<T>): Promise<T>;
}

const turns = new WeakMap<KeyValueStorage, Promise<unknown>>();

/** Runs `work` alone: for all who share the storage where it can see to that, else for those of this process. */
export function alone<T>(storage: KeyValueStorage, key: string, work: () => Promise<T>): Promise<T> {
  if (storage.exclusively) return storage.exclusively(key, work);
  const turn = (turns.get(storage) ?? Promise.resolve()).then(work);
  turns.set(
    storage,
    turn.catch(() => undefined),
  );
  return turn;
}

/** Lasts as long as the object: nothing is left behind. */
export function memoryStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
  };
}

/** The part of `localStorage` that is used. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** `localStorage` or `sessionStorage`. Tabs that share it take turns by the Web Locks API, where the browser has it. */
export function webStorage(store: WebStorage): KeyValueStorage {
  const locks = (globalThis as { navigator?: { locks?: Locks } }).navigator?.locks;
  return {
    get: (key) => store.getItem(key),
    set: (key, value) => store.setItem(key, value),
    exclusively: locks ? (key, work) => locks.request(key, work) : undefined,
  };
}
