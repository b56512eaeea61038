import { setPriority } from 'node:os'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { drawHere } from '../drawing/draw-here.ts'
import { Fault } from '../fault.ts'
import type { DrawAnswer, DrawOrder } from './draw-pool.ts'
import { fileReader } from './file-store.ts'
import { hipsFile } from './hips-file.ts'

// The program of a thread that draws (see draw-pool.ts): orders come in, bytes or a refusal go out.

const { dataDir } = workerData as { readonly dataDir: string }
// On Linux the priority is that of the thread: searches come before pictures when processors are few. Elsewhere it would slow the whole process.
if (process.platform === 'linux') {
  try {
    setPriority(10)
  } catch {
    // not allowed here: drawing then has equal rights
  }
}
const draw = drawHere({ store: fileReader(join(dataDir, 'store')), hipsFile: (tree, path) => hipsFile(join(dataDir, 'hips'), tree, path) })

parentPort?.on('message', (order: DrawOrder) => {
  const answer = (made: DrawAnswer, bytes: Uint8Array<ArrayBuffer> | null): void =>
    parentPort?.postMessage(made, bytes === null || bytes.length === 0 ? [] : [bytes.buffer])
  draw(order.task).then(
    (drawn) => {
      // only whole buffers travel without a copy
      const bytes = drawn === null || drawn.byteLength === drawn.buffer.byteLength ? drawn : drawn.slice()
      answer({ id: order.id, bytes }, bytes)
    },
    (error: unknown) =>
      answer(
        {
          id: order.id,
          ...(error instanceof Fault
            ? { fault: { kind: error.kind, message: error.message, loc: error.loc } }
            : { broken: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
        },
        null,
      ),
  )
})
