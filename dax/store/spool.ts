import { Fault } from '../fault.ts'

/**
 * Where unfinished uploads lie: files that only grow, apart from what is served. Names are made by dax: lower-case hex. What `append` has resolved for is on
 * disk; what it was still writing when the machine stopped may be there or not.
 */
export interface Spool {
  /** Makes an empty file; one that is there stays. */
  create(name: string): Promise<void>
  /**
   * Writes a stream at `offset`; whatever lies beyond it is cut off first (bytes that no answer has spoken for). `synced` hears, every few dozen MB, how far the file is on
   * disk. Resolves, all of it on disk, also when the stream breaks off: `broken` is then why. Rejects where the disk fails, and with a gone Fault where the file ends
   * before `offset`: what was acknowledged is lost then, and a hole must not look like it.
   */
  append(name: string, offset: number, bytes: ReadableStream<Uint8Array>, options?: AppendOptions): Promise<Appended>
  size(name: string): Promise<number | null>
  read(name: string, start?: number, end?: number): Promise<ReadableStream<Uint8Array>>
  remove(name: string): Promise<void>
  list(): AsyncIterable<string>
}

export interface AppendOptions {
  /** Most bytes that are taken; a stream that brings more is broken by that. */
  readonly most?: number
  readonly signal?: AbortSignal
  /** Hears every piece, before it is written. */
  readonly seen?: (bytes: Uint8Array) => void
  readonly synced?: (size: number) => Promise<void>
}

export interface Appended {
  /** Size of the file now, on disk. */
  readonly size: number
  /** Why not all of the stream was taken; null = all was. */
  readonly broken: unknown
}

/** Why a stream was broken off: it brought more than it may. */
export class TooMuch extends Error {
  constructor() {
    super('more bytes than announced')
    this.name = 'TooMuch'
  }
}

/** Why nothing is written at `offset` of a file that ends at `size`. */
export function shorter(size: number, offset: number): Fault {
  return new Fault('gone', `Of this upload ${offset} bytes were acknowledged, and ${size} are here: the rest was lost on our side. Begin a new one.`)
}

export function spoolName(name: string): string {
  if (!/^[0-9a-f]{16,64}$/u.test(name))
    throw new RangeError(`"${name.slice(0, 80)}" is no name for an upload: 16 to 64 lower-case hex digits expected`)
  return name
}
