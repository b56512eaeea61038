import { hex } from './store.ts'

/** A digest of bytes as they go by. */
export interface RunningDigest {
  update(bytes: Uint8Array): void
  /** Lower-case hex; ends the digest. */
  end(): Promise<string>
}
export type DigestName = 'sha256' | 'sha1'
/** Begins a digest: of the host where it has one, else `collectedDigest`. */
export type Digest = (name: DigestName) => RunningDigest

const names = { sha256: 'SHA-256', sha1: 'SHA-1' } as const

/** The web has no running digest: the bytes are kept until the end. */
export const collectedDigest: Digest = (name) => {
  const parts: Uint8Array<ArrayBuffer>[] = []
  return {
    update: (bytes) => void parts.push(bytes.slice()),
    end: async () => hex(new Uint8Array(await crypto.subtle.digest(names[name], await new Blob(parts).arrayBuffer()))),
  }
}

/** SHA-256 of a stream in lower-case hex, and its length. */
export async function digestOf(
  stream: ReadableStream<Uint8Array>,
  digest: Digest = collectedDigest,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const running = digest('sha256')
  let size = 0
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    running.update(next.value)
    size += next.value.length
  }
  return { sha256: await running.end(), size }
}
