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

/** What a client may send to make a token, or (PATCH) to change it. `expires` is in seconds since 1970 UTC; null = never. */
export const tokenOrder = z.object({
  token_name: z.string(),
  scopes: z.optional(z.array(z.string())),
  expires: z.optional(z.nullable(z.int())),
})
export const tokenChange = z.object({
  token_name: z.optional(z.string()),
  scopes: z.optional(z.array(z.string())),
  expires: z.optional(z.nullable(z.int())),
})

/** What an administrator may send to make a token of anybody; a user not known yet is made. */
export const adminTokenOrder = z.object({
  username: z.string(),
  token_type: z.enum(['user', 'service']),
  token_name: z.optional(z.string()),
  scopes: z.optional(z.array(z.string())),
  expires: z.optional(z.nullable(z.int())),
  name: z.optional(z.string()),
  email: z.optional(z.string()),
  groups: z.optional(z.array(z.string())),
})

/** The only telling of a new token. */
export const newTokenAnswer = z.object({ token: z.string() })

/** Who is signed in by a cookie; `csrf` goes back as X-CSRF-Token with every change. */
export const loginAnswer = z.looseObject({
  csrf: z.string(),
  username: z.string(),
  scopes: z.array(z.string()),
  config: z.object({ scopes: z.array(z.object({ name: z.string(), description: z.string() })) }),
})

export const userInfo = z.looseObject({
  username: z.string(),
  name: z.optional(z.string()),
  email: z.optional(z.string()),
  uid: z.int(),
  gid: z.int(),
  groups: z.array(z.object({ name: z.string(), id: z.int() })),
  quota: z.optional(z.looseObject({ api: z.optional(z.record(z.string(), z.number())) })),
})
export type UserInfo = z.infer<typeof userInfo>

/** How one can sign in here; dax's own. `login` is the address to go to, absent for ways that need none. */
export const waysAnswer = z.object({
  anonymous: z.string(),
  ways: z.array(z.object({ kind: z.string(), title: z.string(), login: z.optional(z.string()) })),
})
export type SignInWays = z.infer<typeof waysAnswer>

/** `demo`: as the owner of a demo that runs in the page. */
export const signInBody = z.union([z.object({ token: z.string() }), z.object({ demo: z.literal(true) })])

/** One change of a token, as its history tells it. */
export const tokenHistory = z.array(
  z.looseObject({ token: z.string(), username: z.string(), action: z.string(), actor: z.string(), event_time: z.int() }),
)
