import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of real FITS files; null where it is absent (tests then skip, and say so). */
export function realFitsFolder(): string | null {
  const root = process.env['SKYDAX_DATA'] ?? join(import.meta.dirname, '../../../../shared/data')
  const folder = join(root, 'fits')
  return existsSync(folder) ? folder : null
}

/** Bytes of one real file. */
export function realFits(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(realFitsFolder() ?? '', name)))
}

/** Bytes from base64. */
export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
