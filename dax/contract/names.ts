import * as z from 'zod/mini'

/** Answer of /api/names?q=NAME: ICRS degrees, and who knew it. */
export const namesAnswer = z.object({
  query: z.string(),
  name: z.string(),
  ra: z.number(),
  dec: z.number(),
  kind: z.string(),
  source: z.enum(['own', 'sesame']),
})
export type NamesAnswer = z.infer<typeof namesAnswer>

/** Answer of /api/names?start=TEXT: objects whose name begins so, best known first. */
export const namesSuggestions = z.object({
  start: z.string(),
  objects: z.array(z.object({ name: z.string(), ra: z.number(), dec: z.number(), kind: z.string() })),
})
export type NamesSuggestions = z.infer<typeof namesSuggestions>
