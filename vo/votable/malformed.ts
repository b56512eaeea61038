/** What is wrong with a document, thrown inside the reader and handed out as a value by it. The message names row, field or line. */
export class Malformed extends Error {}

/** Text from a document, short enough for a message. */
export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
