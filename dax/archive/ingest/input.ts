import type { DaxPorts } from '../../ports.ts'
import { collectedDigest } from '../../store/digest.ts'

/** A file that is to be taken in, readable more than once. */
export interface IngestInput {
  readonly size: number
  read(): Promise<ReadableStream<Uint8Array>>
  /** The bytes, where they are in memory. */
  readonly bytes?: Uint8Array
}

/** Files up to this are held in memory, and read once. */
const heldBytes = 16 * 1024 * 1024

/** The input of bytes at hand. */
export function inputOf(bytes: Uint8Array): IngestInput {
  return { size: bytes.length, bytes, read: async () => new Blob([bytes as Uint8Array<ArrayBuffer>]).stream() }
}

/** A file that was read to its end once. */
export interface VerifiedInput {
  readonly sha256: string
  readonly isGzip: boolean
  /** In memory now, where it is small. */
  readonly input: IngestInput
}

/** Reads a file for the first time. Null: it is not of the size that it said. */
export async function verified(input: IngestInput, ports: Pick<DaxPorts, 'digest'>, signal?: AbortSignal): Promise<VerifiedInput | null> {
  const digest = (ports.digest ?? collectedDigest)('sha256')
  const parts: Uint8Array<ArrayBuffer>[] = []
  let first: Uint8Array = new Uint8Array(0)
  let size = 0
  const reader = (input.bytes === undefined ? await input.read() : streamOf(input.bytes)).getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    signal?.throwIfAborted()
    const piece = next.value
    if (first.length < 2) first = Uint8Array.from([...first, ...piece.subarray(0, 2)])
    size += piece.length
    digest.update(piece)
    if (input.bytes === undefined && input.size <= heldBytes) parts.push(piece as Uint8Array<ArrayBuffer>)
  }
  if (size !== input.size) return null
  const held = input.bytes === undefined && input.size <= heldBytes ? inputOf(new Uint8Array(await new Blob(parts).arrayBuffer())) : input
  return { sha256: await digest.end(), isGzip: first[0] === 0x1f && first[1] === 0x8b, input: held }
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
