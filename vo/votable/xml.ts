const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for XML content and attributes. Characters that XML 1.0 cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  // code units, not characters: halves of pairs take the long way, which tells pairs from lone ones
  if (!/[&<>"'\u0000-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/.test(text)) return text
  return text
    .replace(/[&<>"']/gu, (c) => entities[c] ?? c)
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD')
    .replace(/\r/gu, '&#13;')
}

/** ' name="value"' for each attribute that is there. */
export function attributes(values: Readonly<Record<string, string | undefined>>): string {
  let out = ''
  for (const [name, value] of Object.entries(values)) if (value !== undefined) out += ` ${name}="${escapeXml(value)}"`
  return out
}
