import type { DaxPorts } from '../../ports.ts'
import { digestOf } from '../../store/digest.ts'
import { nameOfContent } from '../../store/store.ts'
import type { IngestInput } from './input.ts'

/** Copies a verified file into the store, on disk when this resolves. False: the source is not any more what was verified, and nothing was stored. */
export async function putFile(ports: Pick<DaxPorts, 'store' | 'digest'>, sha256: string, input: IngestInput): Promise<boolean> {
  const name = nameOfContent(sha256)
  if (await isWhole(ports, name, input.size, sha256)) return true
  try {
    const written = await ports.store.write(name, input.bytes ?? (await input.read()))
    if (written.sha256 === sha256) return true
    await ports.store.remove(name)
    return false
  } catch (error) {
    // whoever takes in the same file at the same time may have been faster
    if (await isWhole(ports, name, input.size, sha256)) return true
    throw error
  }
}

/** Whether the store has that content. A damaged file is taken away: left by a disk that failed, it is about to be written anew. */
async function isWhole(ports: Pick<DaxPorts, 'store' | 'digest'>, name: string, size: number, sha256: string): Promise<boolean> {
  const found = await ports.store.size(name)
  if (found === null) return false
  if (found === size && (await digestOf(await ports.store.read(name), ports.digest)).sha256 === sha256) return true
  await ports.store.remove(name)
  return false
}
