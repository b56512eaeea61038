import { Malformed, clip } from './malformed.ts'

/**
 * The text of an XML document from its bytes: UTF-8, or what its byte order mark or XML declaration says. Throws Malformed for an encoding that
 * nobody knows, and for what is compressed. A reader that stops early cancels the stream.
 */
export async function* decodedText(input: ReadableStream<Uint8Array> | Uint8Array | string): AsyncGenerator<string, void> {
  if (typeof input === 'string') {
    for (let at = 0; at < input.length; at += step) yield input.slice(at, at + step)
    return
  }
  let decoder: TextDecoder | null = null
  for await (const bytes of input instanceof Uint8Array ? slices(input) : chunks(input)) {
    if (bytes.length === 0) continue
    decoder ??= new TextDecoder(encodingOf(bytes))
    yield decoder.decode(bytes, { stream: true })
  }
  if (decoder !== null) yield decoder.decode()
}

const step = 1 << 18

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let whole = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) {
        whole = true
        return
      }
      yield value
    }
  } finally {
    if (!whole) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b] = [bytes[0], bytes[1]]
  if (a === 0x1f && b === 0x8b) throw new Malformed('the document is compressed with gzip: unpack it first')
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be'
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le'
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  const said = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/u.exec(head)?.[1] ?? 'utf-8'
  try {
    // what is ASCII up to here is no UTF-16, whatever it says
    const { encoding } = new TextDecoder(said)
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding
  } catch {
    throw new Malformed(`the encoding "${clip(said)}" of the document is not known`)
  }
}
