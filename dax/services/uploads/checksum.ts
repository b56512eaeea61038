import { Fault } from '../../fault.ts'
import { hex } from '../../store/store.ts'
import type { DigestName } from '../../store/digest.ts'
import { clip } from '../dali.ts'

/** What Upload-Checksum announces. */
export interface Checksum {
  readonly algorithm: DigestName
  readonly hex: string
}

const lengths: Readonly<Record<DigestName, number>> = { sha256: 32, sha1: 20 }

/** Upload-Checksum: `sha256 base64`; null where absent. Throws usage. */
export function checksumOf(headers: Headers): Checksum | null {
  const text = headers.get('upload-checksum')
  if (text === null) return null
  const [name = '', value = ''] = text.trim().split(/\s+/u)
  const algorithm = name.toLowerCase()
  const wrong = new Fault('usage', `Upload-Checksum is ${clip(text)}; sha256 or sha1, a blank and the digest in base64 expected.`, [
    'header',
    'Upload-Checksum',
  ])
  if (algorithm !== 'sha256' && algorithm !== 'sha1') throw wrong
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.from(atob(value), (c) => c.charCodeAt(0))
  } catch {
    throw wrong
  }
  if (bytes.length !== lengths[algorithm]) throw wrong
  return { algorithm, hex: hex(bytes) }
}
