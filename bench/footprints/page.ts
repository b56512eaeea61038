// The page of the footprint benchmark: the same squares drawn by our layer and by Aladin's own overlay, on the same moves of the view.
import A from 'aladin-lite'
import { startAladin } from '../../src/engine/sky/aladin-host.ts'
import { buildFootprints } from '../../src/engine/sky/footprint-set.ts'
import { skyLayers } from '../../src/engine/sky/sky-layers.ts'
import { destination, skyPos } from '../../vo/sky/sky-pos.ts'
import { deg } from '../../vo/sky/units.ts'

interface Overlays {
  graphicOverlay(options: Record<string, unknown>): { addFootprints(shapes: unknown[]): void }
  polygon(ring: number[][]): unknown
}

/** n rotated squares of 0.2°, over a cap about (150, 2): of 30°, a survey's density; of 1.5°, a deep field that was looked at again and again. */
function squares(n: number, capDeg: number): number[][][] {
  let seed = 12_345
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  return Array.from({ length: n }, () => {
    const center = destination(skyPos(150, 2), deg(360 * random()), deg(capDeg * Math.sqrt(random())))
    const turn = 90 * random()
    return [45, 135, 225, 315].map((a) => {
      const p = destination(center, deg(a + turn), deg(0.1 * Math.SQRT2))
      return [p.ra, p.dec]
    })
  })
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

/** Median and least of the frames' times, ms: the least is what other work on the machine disturbs least. */
async function timePan(move: (step: number) => void, steps: number): Promise<{ frame: number; best: number }> {
  const times: number[] = []
  for (let i = 0; i < steps; i++) {
    const before = performance.now()
    move(i)
    await frame()
    await frame()
    times.push(performance.now() - before)
  }
  times.sort((a, b) => a - b)
  return { frame: times[Math.floor(times.length / 2)] ?? NaN, best: times[0] ?? NaN }
}

async function measure(
  kind: 'ours' | 'aladin' | 'empty',
  n: number,
  fov: number,
  capDeg: number,
): Promise<{ build: number; frame: number; best: number }> {
  const host = document.getElementById('host')
  if (host === null) throw new Error('no host')
  host.replaceChildren()
  const aladin = await startAladin({ baseMap: '/nowhere', center: skyPos(150, 2), fovDeg: fov, projection: 'TAN' })
  host.append(aladin.element)
  aladin.resize()
  aladin.aladin.setFoV(fov)
  aladin.aladin.gotoRaDec(150, 2)
  const rings = kind === 'empty' ? [] : squares(n, capDeg)
  const started = performance.now()
  let draw = (): void => undefined
  if (kind === 'ours') {
    const layers = skyLayers(() => undefined)
    host.append(layers.canvas)
    layers.setFootprints(buildFootprints(rings.map((r) => `POLYGON ICRS ${r.flat().join(' ')}`)))
    layers.setPaint({ colorOfRow: new Uint8Array(n), palette: [[0.4, 0.8, 1, 0.9]] })
    const pixel = new Uint8Array(4)
    const gl = layers.canvas.getContext('webgl2')
    draw = () => {
      const model = aladin.model()
      if (model !== null) layers.draw(model, 1)
      // reading a pixel back waits for the GPU: without it the software renderer's work would not be counted
      gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
    }
  } else if (kind === 'aladin') {
    const api = A as unknown as Overlays
    const overlay = api.graphicOverlay({ color: '#66ccff', lineWidth: 1 })
    ;(aladin.aladin as unknown as { addOverlay(o: unknown): void }).addOverlay(overlay)
    overlay.addFootprints(rings.map((r) => api.polygon(r.map((v) => [...v]))))
  }
  const build = performance.now() - started
  await frame()
  await frame()
  const move = (i: number): void => {
    aladin.aladin.gotoRaDec(150 + fov * 0.01 * (i + 1), 2)
    draw()
  }
  pan = (steps) => timePan(move, steps)
  const times = await timePan(move, kind === 'aladin' && n > 10_000 ? 3 : 9)
  return { build, ...times }
}

/** Moves the view that was measured last some steps more: the processor's time for them is taken from outside. */
let pan: (steps: number) => Promise<unknown> = () => Promise.resolve()

Object.assign(window, { measure, pan: (steps: number) => pan(steps) })
