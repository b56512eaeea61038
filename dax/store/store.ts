/** Where image files live. Names are made by dax, never by a user: lower-case hex and '/' only. */
export interface Store {
  /** Size in bytes, or null where there is no such file. */
  size(name: string): Promise<number | null>
  /** Bytes [start, end) of a file; whole by default. */
  read(name: string, start?: number, end?: number): Promise<ReadableStream<Uint8Array>>
  /** Writes a whole file: copy to a temporary name, fsync, rename, fsync of the folder. Existing names are refused. */
  write(name: string, bytes: ReadableStream<Uint8Array> | Uint8Array): Promise<{ readonly size: number; readonly sha256: string }>
  remove(name: string): Promise<void>
  list(prefix: string): AsyncIterable<{ readonly name: string; readonly size: number }>
}
