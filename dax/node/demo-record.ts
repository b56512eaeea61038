import type { DemoSize } from '../demo/plan.ts'
import type { Store } from '../store/store.ts'

const name = 'records/demo'

/** Notes in the store that the archive began with the demo survey: the same seed gives the same rows again. */
export async function recordDemo(store: Store, size: DemoSize): Promise<void> {
  await store.replace(name, new TextEncoder().encode(`${JSON.stringify({ size })}\n`))
}

/** The demo survey that the archive began with; null = none. */
export async function demoOf(store: Store): Promise<DemoSize | null> {
  if ((await store.size(name)) === null) return null
  const { size } = (await new Response(await store.read(name)).json()) as { readonly size: DemoSize }
  return size
}
