import type { FitsHeader } from '../../../vo/fits/header.ts'
import type { DataId, ProvRecord, RelationRecord } from './record.ts'

/** What Rubin's butler writes into a file (`LSST BUTLER …` cards): the dataset itself, and the record of its quantum and inputs. */
export interface ButlerCards {
  readonly uuid: string
  readonly type?: string
  readonly run?: string
  /** Data id of the dataset. */
  readonly dataId: DataId
  readonly record: ProvRecord
  /** What the cards leave out, as sentences. */
  readonly notes: readonly string[]
}

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

/** The butler's cards of a header; null where it has none. `imageId` is the id that the image has here (its publisher DID). */
export function butlerCards(header: FitsHeader, imageId: string): ButlerCards | null {
  const text = (key: string): string | undefined => header.text(`LSST BUTLER ${key}`) ?? undefined
  const uuid = text('ID')?.toLowerCase()
  if (uuid === undefined || !uuidShape.test(uuid)) return null
  const given = <K extends string>(key: K, value: string | undefined): { readonly [k in K]?: string } =>
    value === undefined ? {} : ({ [key]: value } as { [k in K]: string })
  const run = text('RUN')
  const quantum = text('QUANTUM')?.toLowerCase()
  const notes: string[] = []
  const inputs: { id: string; uuid: string; run?: string; type?: string; placeholder: true }[] = []
  for (let i = 0; ; i++) {
    const id = text(`INPUT ${i} ID`)?.toLowerCase()
    if (id === undefined) break
    if (!uuidShape.test(id)) notes.push(`LSST BUTLER INPUT ${i} ID is "${id.slice(0, 60)}", which is no UUID: left out`)
    else inputs.push({ id, uuid: id, ...given('run', text(`INPUT ${i} RUN`)), ...given('type', text(`INPUT ${i} DATASETTYPE`)), placeholder: true })
  }
  const count = header.number('LSST BUTLER N_INPUTS')
  if (count !== null && count > inputs.length) notes.push(`the header names ${inputs.length} of its ${count} inputs`)
  const activity = quantum === undefined || !uuidShape.test(quantum) ? null : quantum
  const relations: RelationRecord[] =
    activity === null
      ? inputs.map(({ id }) => ({ kind: 'wasDerivedFrom', from: imageId, to: id }))
      : [
          { kind: 'wasGeneratedBy', from: imageId, to: activity },
          ...inputs.map(({ id, type }) => ({ kind: 'used' as const, from: activity, to: id, ...given('role', type) })),
        ]
  return {
    uuid,
    ...given('type', text('DATASETTYPE')),
    ...given('run', run),
    dataId: dataIdOf(text),
    record: {
      entities: inputs,
      activities:
        activity === null
          ? []
          : [
              {
                id: activity,
                kind: 'quantum',
                status: 'SUCCESSFUL',
                ...dataIdOf(text),
                ...given('run', run),
                ...given('comment', notes.length === 0 ? undefined : notes.join('; ')),
              },
            ],
      agents: [],
      runs: [],
      relations,
    },
    notes,
  }
}

function dataIdOf(text: (key: string) => string | undefined): DataId {
  const whole = (key: string): string | undefined => (/^\d{1,18}$/u.test(text(`DATAID ${key}`) ?? '') ? text(`DATAID ${key}`) : undefined)
  const visit = whole('VISIT') ?? whole('EXPOSURE')
  const numbers = Object.entries({ detector: whole('DETECTOR'), dayObs: whole('DAY_OBS'), tract: whole('TRACT'), patch: whole('PATCH') }).flatMap(
    ([name, value]) => (value === undefined || Number(value) > 2_147_483_647 ? [] : [[name, Number(value)] as const]),
  )
  const band = text('DATAID BAND')
  return { ...(visit === undefined ? {} : { visit: BigInt(visit) }), ...Object.fromEntries(numbers), ...(band === undefined ? {} : { band }) }
}
