import type { DemoOrigin } from '../demo/options.ts'
import type { DemoSize } from '../demo/plan.ts'
import type { Store } from '../store/store.ts'

const name = 'records/demo'

/** A demo survey that the archive has, and what its seed does not tell of its rows. */
export interface DemoRecord extends DemoOrigin {
  readonly size: DemoSize
}

/**
 * Notes in the store that the archive gets a demo survey, in the place of what was noted of one of that size before; it is on disk before the rows are there. The same seed and the
 * same record give the same rows again.
 */
export async function recordDemo(store: Store, record: DemoRecord): Promise<void> {
  const others = (await demosOf(store)).filter(({ size }) => size !== record.size)
  await store.replace(name, new TextEncoder().encode(`${JSON.stringify({ demos: [...others, record] })}\n`))
}

/** The demo surveys that the archive has, in the order in which they came. */
export async function demosOf(store: Store): Promise<readonly DemoRecord[]> {
  if ((await store.size(name)) === null) return []
  const { demos } = (await new Response(await store.read(name)).json()) as { readonly demos?: readonly DemoRecord[] }
  return demos ?? []
}
