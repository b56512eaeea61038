import * as z from 'zod/mini'

/** An archive the page can search: its TAP address, and what of dax's own services it offers (absent = it does not). Addresses are absolute or from the page's root; none ends in a slash. */
export const archiveSchema = z.object({
  id: z.string(),
  title: z.string(),
  tap: z.string(),
  coverage: z.optional(z.string()),
  names: z.optional(z.string()),
  cutout: z.optional(z.string()),
  previews: z.optional(z.string()),
  /** Where templates and lineage of dax are, /templates and /lineage below it. */
  provenance: z.optional(z.string()),
  /** Where the log of processing is, /nights below it. */
  processing: z.optional(z.string()),
  /** Where dax takes files: /uploads, /ingests and /images below it. */
  ingest: z.optional(z.string()),
  /** Where dax tells whether its data agree with themselves. */
  checks: z.optional(z.string()),
  /** Where one signs in to dax (/auth/api/v1); archives elsewhere take a token. */
  auth: z.optional(z.string()),
  /** Product types worth offering in the form (dataproduct_subtype). */
  imageTypes: z.optional(z.array(z.string())),
})
export type Archive = z.infer<typeof archiveSchema>

export const configSchema = z.object({
  archives: z.array(archiveSchema).check(z.minLength(1)),
  /** Where object names are looked up when the archive itself has no such service. */
  names: z.optional(z.string()),
  baseMaps: z.array(z.object({ title: z.string(), url: z.string() })),
  /** HiPS that may be laid above the base map; the first is shown until another, or none, is chosen. One with an `archive` shows with that archive only. */
  overlays: z.optional(z.array(z.object({ title: z.string(), url: z.string(), archive: z.optional(z.string()) }))),
  /** What a first visit shows: an archive, and what is filled into the form. */
  start: z.object({
    archive: z.string(),
    position: z.string(),
    radius: z.string(),
    band: z.optional(z.string()),
    type: z.optional(z.string()),
    time: z.optional(z.string()),
  }),
})
export type Config = z.infer<typeof configSchema>

/** A TAP address as typed, put right: https assumed, no query, no /sync at its end. Fails with a sentence. */
export function tapAddress(text: string): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string } {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: false, message: 'Type the address of a TAP service, like https://example.org/tap' }
  const full = /^[a-z][a-z0-9+.-]*:\/\//iu.test(trimmed) || trimmed.startsWith('/') ? trimmed : `https://${trimmed}`
  let url: URL
  try {
    url = new URL(full, 'http://page.invalid')
  } catch {
    return { ok: false, message: `${JSON.stringify(trimmed)} is not an address: write it like https://example.org/tap` }
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { ok: false, message: `${url.protocol}// is not an address of a web service: use http:// or https://` }
  if (url.username !== '' || url.password !== '') return { ok: false, message: 'Leave the user name and password out of the address' }
  const path = url.pathname.replace(/\/+(sync|async|capabilities|tables|availability)?\/*$/u, '')
  return { ok: true, value: url.host === 'page.invalid' ? path : `${url.origin}${path}` }
}

/** An archive known by its address only. */
export function archiveAt(tap: string): Archive {
  const host = /^https?:\/\/([^/]+)/u.exec(tap)?.[1]
  return { id: tap, title: host ?? tap, tap }
}
