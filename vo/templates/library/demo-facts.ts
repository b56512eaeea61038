import type { ExampleFacts } from './example-facts.ts'

const software = { first: 'pipelines-1f0c9ab-config-3c5d0e7', bad: 'pipelines-5e77d02-config-3c5d0e7', mended: 'pipelines-8ad3b64-config-91fa2b6' }
const coadds = {
  run: 'LSSTCamSim/runs/DRP/DM-90125/20260323T170000Z',
  coadd: { tract: '9813', patch: '112', band: 'r', entity: 'ivo://skydax.local/archive?demo/deep_coadd/9813/112/r' },
  noWork: { tract: '9813', patch: '3', band: 'r' },
}

/** Examples in the demo survey, full size: what happened to it is told in dax/demo/prov-stories.ts. */
export const fullDemo: ExampleFacts = {
  night: '20260317',
  visit: '2026031700125',
  runs: {
    prompt: `LSSTCamSim/prompt/output-2026-03-17/ApPipe/${software.first}`,
    bad: `LSSTCamSim/prompt/output-2026-03-18/ApPipe/${software.bad}`,
    catchUp: `LSSTCamSim/batch/catch-up/20260318T170000Z/${software.first}`,
    reprocess: `LSSTCamSim/batch/reprocess/DM-90118/20260320T160000Z/${software.mended}`,
    coadd: coadds.run,
  },
  badNode: { node: 'ap-node-07', from: '61119.11', to: '61119.119' },
  badSha: '7d1e4a90b6c35f28e1d0479ab3c56f8201de94c7',
  badFlat: 'ivo://skydax.local/archive?demo/calib/flat/r/94/2',
  coadd: coadds.coadd,
  noWork: coadds.noWork,
  failed: '12',
  retried: '140',
  quantum: '14f218f5-fbbd-8637-aac0-59de027b3021',
  diaObject: '1',
  diaSource: '1',
  place: '1',
  before: '61117.8',
  after: '61119.5',
  span: '61116/61124',
}

/** Examples in the demo survey of the page, with no server. */
export const pageDemo: ExampleFacts = {
  ...fullDemo,
  night: '20260316',
  visit: '2026031600021',
  runs: {
    prompt: `LSSTCamSim/prompt/output-2026-03-16/ApPipe/${software.first}`,
    bad: `LSSTCamSim/prompt/output-2026-03-16/ApPipe/${software.bad}`,
    catchUp: `LSSTCamSim/batch/catch-up/20260317T170000Z/${software.first}`,
    reprocess: `LSSTCamSim/batch/reprocess/DM-90118/20260318T160000Z/${software.mended}`,
    coadd: coadds.run,
  },
  badNode: { node: 'ap-node-07', from: '61116.113', to: '61116.118' },
  quantum: '3fb90b22-f44f-82a3-a8eb-4d8e6c617641',
  before: '61116.05',
  after: '61118.5',
}
