import * as z from 'zod/mini'

/** What a token or session may be allowed, with what it means for people. Names are Gafaelfawr's where it has one. */
export const scopes = {
  'read:tap': 'Query tables and provenance',
  'read:image': 'Search and see images: cut-outs, previews, files',
  'read:alertdb': 'Read alerts',
  'write:files': 'Upload images; change and delete one’s own',
  'write:templates': 'Save query templates',
  'write:processing': 'Report what a pipeline processed and delivered',
  'user:token': 'Create, list and revoke one’s own tokens',
  'admin:token': 'Administer tokens of others',
  'exec:admin': 'Administer the archive: checks, repairs, what others own',
} as const
export type Scope = keyof typeof scopes

export const allScopes = Object.keys(scopes) as readonly Scope[]

export function isScope(text: string): text is Scope {
  return Object.hasOwn(scopes, text)
}

/** A token or session as it is listed: never its secret. Times are seconds since 1970 UTC. */
export const tokenInfo = z.looseObject({
  token: z.string(),
  username: z.string(),
  token_type: z.string(),
  token_name: z.optional(z.string()),
  scopes: z.array(z.string()),
  created: z.int(),
  last_used: z.optional(z.int()),
  expires: z.optional(z.int()),
})
export type TokenInfo = z.infer<typeof tokenInfo>
