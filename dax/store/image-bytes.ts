import { readFits, type FitsFile } from '../../vo/fits/file.ts'
import { gunzipIfNeeded } from '../../vo/fits/gunzip.ts'
import { fitsLimits } from '../../vo/fits/limits.ts'
import type { ImageSource } from '../archive/image-source.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import type { Store } from './store.ts'

/** What the bytes of an image come from: a store that is read, and the stars of the demo. */
export interface BytesPorts extends Pick<DaxPorts, 'hipsFile'> {
  readonly store: Pick<Store, 'size' | 'read'>
}
type WithSource = Pick<ImageSource, 'did' | 'source'>

/** The file of an image, from the store or rendered by the demo survey. Throws notFound for images of which only the description is known. */
export async function imageBytes(ports: BytesPorts, image: WithSource): Promise<ReadableStream<Uint8Array>> {
  const { source } = image
  if (source?.startsWith('store/') === true) {
    await storedSize(ports, image, source.slice(6))
    return ports.store.read(source.slice(6))
  }
  if (source?.startsWith('demo/') === true) return new Blob([await demoBytes(ports, source.slice(5))]).stream()
  throw new Fault('notFound', `The archive knows ${image.did} by its description only; it has no pixels of it.`, ['query', 'ID'])
}

/** The file of an image in memory, unzipped and parsed. Throws tooLarge past the limits of the FITS reader, and fatal-free usage Faults for damaged files. */
export async function imageFile(ports: BytesPorts, image: WithSource): Promise<FitsFile> {
  const { source } = image
  if (source?.startsWith('store/') === true) {
    const size = await storedSize(ports, image, source.slice(6))
    if (size > fitsLimits.unzippedBytes)
      throw new Fault(
        'tooLarge',
        `The file of ${image.did} has ${size} bytes; files up to ${fitsLimits.unzippedBytes} are opened here. Download it whole.`,
        ['query', 'ID'],
      )
  }
  const raw =
    source?.startsWith('demo/') === true
      ? await demoBytes(ports, source.slice(5))
      : new Uint8Array(await new Response(await imageBytes(ports, image)).arrayBuffer())
  const bytes = await gunzipIfNeeded(raw)
  if (!bytes.ok) throw new Fault('usage', `The file of ${image.did} cannot be opened: ${bytes.error.message}.`, ['query', 'ID'])
  const file = readFits(bytes.value)
  if (!file.ok) throw new Fault('usage', `The file of ${image.did} cannot be opened: ${file.error.message}.`, ['query', 'ID'])
  return file.value
}

async function storedSize(ports: BytesPorts, image: WithSource, name: string): Promise<number> {
  const size = await ports.store.size(name)
  if (size === null)
    throw new Fault('notFound', `The file of ${image.did} is missing from the store. Tell the keeper of the archive.`, ['query', 'ID'])
  return size
}

async function demoBytes(ports: BytesPorts, key: string): Promise<Uint8Array<ArrayBuffer>> {
  // The renderer with its sky is large: it comes when first needed.
  const { demoFits } = await import('../demo/render.ts')
  return (await demoFits(key, ports)) as Uint8Array<ArrayBuffer>
}
