import { escapeXml } from '../../vo/votable/xml.ts'

/** An element with text in it; '' when the text is undefined. */
export function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`
}
