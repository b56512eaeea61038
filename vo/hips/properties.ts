/** The `properties` file of a HiPS: one 'keyword = value' a line, in the order given; values lose their line breaks. */
export function formatProperties(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key.padEnd(20)} = ${value.replaceAll(/\s*[\r\n]+\s*/g, ' ')}\n`)
    .join('')
}

/** Reads a `properties` file; blank lines and comments are passed over, of a repeated keyword the last stands. */
export function parseProperties(text: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf('=')
    if (at > 0 && !line.startsWith('#')) out[line.slice(0, at).trim()] = line.slice(at + 1).trim()
  }
  return out
}
