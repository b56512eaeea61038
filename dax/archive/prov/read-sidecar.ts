import { readProvN } from '../../../vo/prov/read-prov-n.ts'
import { provSidecar } from '../../contract/prov-sidecar.ts'
import { issueText } from './issue-text.ts'
import { isXml, plainProvJson, wholeProvJson } from './plain-prov-json.ts'
import { SidecarReader, type ReadProvenance } from './sidecar-reader.ts'

/** Sidecars are no larger than this. */
export const sidecarBytes = 16 * 1024 * 1024

const mostProblems = 100

/**
 * Reads a sidecar (`imageId` = the publisher DID that `skydax:image` stands for) or a document in PROV-JSON or PROV-N (null: there is no such image). Entities that a
 * sidecar describes and whose making it does not tell are placeholders. Fails with all problems, each with its place and value.
 */
export function readProvenance(
  bytes: Uint8Array,
  imageId: string | null,
): { readonly ok: true; readonly value: ReadProvenance } | { readonly ok: false; readonly problems: readonly string[] } {
  if (bytes.length > sidecarBytes) return { ok: false, problems: [`it has ${bytes.length} bytes; ${sidecarBytes} are the most that are read`] }
  let raw: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/^\uFEFF/u, '')
    if (imageId === null && /^\s*(?:\/\/[^\n]*\s*)*document\b/u.test(text)) {
      const read = readProvN(text)
      if (!read.ok) return { ok: false, problems: [read.error.message] }
      raw = read.value
    } else raw = JSON.parse(text)
  } catch (error) {
    if (isXml(bytes))
      return { ok: false, problems: ['it is XML; PROV-JSON and PROV-N are read (prov-convert of the Python package prov makes them from PROV-XML)'] }
    return { ok: false, problems: [`it is no JSON: ${error instanceof SyntaxError ? error.message : 'its bytes are not UTF-8'}`] }
  }
  const plain = plainProvJson(raw)
  const parsed = provSidecar.safeParse(plain)
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => issueText(issue, plain))
    return {
      ok: false,
      problems: [...problems.slice(0, mostProblems), ...(problems.length > mostProblems ? [`and ${problems.length - mostProblems} more`] : [])],
    }
  }
  const problems: string[] = []
  const value = new SidecarReader(parsed.data, wholeProvJson(raw), imageId, problems).read()
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value }
}
