import { cutFits } from '../../vo/fits/cutout.ts'
import { gate } from '../services/gate.ts'
import { demoHips, demoTile } from '../demo/hips.ts'
import { worldOf } from '../demo/world.ts'
import { Fault } from '../fault.ts'
import { imageBytes, imageFile, type BytesPorts } from '../store/image-bytes.ts'
import type { Draw, DrawTask } from './draw-task.ts'
import { previewPicture } from './preview-picture.ts'

/** Images that are open at the same time: each may take a gigabyte. */
const openImages = 2

/** Draws in the thread that asks, two tasks at a time: what a worker thread runs, and a host without any. */
export function drawHere(ports: BytesPorts): Draw {
  const turn = gate(openImages)
  return (task, signal) =>
    turn(async () => {
      signal?.throwIfAborted()
      return (await drawn(ports, task)) as Uint8Array<ArrayBuffer> | null
    })
}

async function drawn(ports: BytesPorts, task: DrawTask): Promise<Uint8Array | null> {
  switch (task.kind) {
    case 'tile': {
      const hips = demoHips.find((one) => one.id === task.hips)
      return hips === undefined ? null : demoTile(await worldOf(ports), hips, task.order, task.npix, task.format)
    }
    case 'preview':
      return previewPicture(await imageFile(ports, task.image), task.look, task.image.did)
    case 'cutout': {
      const cut = cutFits(await imageFile(ports, task.image), {
        ...(task.region === null ? {} : { region: task.region }),
        ...(task.band === null ? {} : { band: task.band }),
      })
      if (!cut.ok) throw new Fault('usage', `Nothing can be cut out of ${task.image.did}: ${cut.error.message}.`, ['query', 'ID'])
      return cut.value?.bytes ?? null
    }
    case 'file':
      return new Uint8Array(await new Response(await imageBytes(ports, task.image)).arrayBuffer())
  }
}
