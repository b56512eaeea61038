import * as z from 'zod/mini'

/** The refusal of every part of dax that is not a VO standard. `type` is the kind of refusal, `loc` the input it is about, as a path. */
export const errorAnswer = z.object({
  detail: z.array(z.object({ msg: z.string(), type: z.string(), loc: z.array(z.string()) })),
})
export type ErrorAnswer = z.infer<typeof errorAnswer>
