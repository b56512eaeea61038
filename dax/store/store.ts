/** Where image files live. Names are made by dax, never by a user: lower-case letters, digits, '-' and '/' only; never below tmp/, where unfinished files lie. */
export interface Store {
  /** Size in bytes, or null where there is no such file. */
  size(name: string): Promise<number | null>
  /** Bytes [start, end) of a file; whole by default. Rejects with a notFound Fault where there is no such file. */
  read(name: string, start?: number, end?: number): Promise<ReadableStream<Uint8Array>>
  /** Writes a whole file: copy to a temporary name, fsync, rename, fsync of the folder. Existing names are refused. */
  write(name: string, bytes: ReadableStream<Uint8Array> | Uint8Array): Promise<{ readonly size: number; readonly sha256: string }>
  /** Writes a small file, in the place of one of that name: whoever reads, also after a power cut, finds the old one or the new one, whole. */
  replace(name: string, bytes: Uint8Array): Promise<void>
  /** Removes a file; nothing happens where there is none. */
  remove(name: string): Promise<void>
  /** All files whose name begins with `prefix`, in no order. */
  list(prefix: string): AsyncIterable<{ readonly name: string; readonly size: number }>
}

/** The name itself when it may name a stored file: lower-case letters and digits between single slashes or dashes, at most 200 characters. Throws RangeError: it is dax that makes names. */
export function storeName(name: string): string {
  if (name.length > 200 || !/^(?!tmp(?:\/|$))[0-9a-z]+(?:[/-][0-9a-z]+)*$/u.test(name))
    throw new RangeError(`"${name.slice(0, 80)}" is no name for a stored file: lower-case letters, digits, "-" and "/" expected`)
  return name
}

/** Name of the file with that content: the same bytes always get the same name. `sha256` is lower-case hex. */
export function nameOfContent(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}

/** Lower-case hex of a digest. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
