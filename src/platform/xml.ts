/** Parses XML; null where it is not well-formed. */
export function parseXml(text: string): Document | null {
  const doc = new DOMParser().parseFromString(text, 'application/xml')
  return doc.querySelector('parsererror') === null ? doc : null
}

/** Elements of a local name, whatever their namespace or prefix. */
export function elements(of: Document | Element, name: string): readonly Element[] {
  return [...of.getElementsByTagNameNS('*', name)]
}

/** Text of the first element of that name, trimmed; null where there is none. */
export function textIn(of: Document | Element, name: string): string | null {
  const found = of.getElementsByTagNameNS('*', name)[0]?.textContent.trim()
  return found === undefined || found === '' ? null : found
}

/** Parses a web page without running or loading anything of it. */
export function parseHtml(text: string): Document {
  return new DOMParser().parseFromString(text, 'text/html')
}
