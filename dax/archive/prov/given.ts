type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The properties that are given. */
export function given<T extends object>(all: T): Given<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>
}
