import { mjdUtc } from '../../../vo/time/mjd.ts'
import { formatIso } from '../../../vo/time/parse-time.ts'
import type { Table } from '../../../vo/table/columns.ts'
import { adqlText, tapWhole } from '../../api/tap.ts'
import { unwrap } from '../../api/unwrap.ts'
import { cellOf, textOf } from '../../api/votable-answer.ts'

/** Named values, in the order in which they are shown. */
export type Named = ReadonlyMap<string, string>

/** What is recorded of one run. */
export interface RunFacts {
  readonly run: string
  readonly isKnown: boolean
  readonly about: Named
  /** Package: version and commit. */
  readonly packages: Named
  /** Task and parameter: value. */
  readonly configuration: Named
  /** Quanta per task and status. */
  readonly work: Named
}

/** One name in two runs. */
export interface Pair {
  readonly name: string
  readonly left: string | null
  readonly right: string | null
  readonly state: 'same' | 'changed' | 'only-left' | 'only-right'
}

/** Two lists of named values side by side, in the order of names. */
export function beside(left: Named, right: Named): readonly Pair[] {
  const names = [...new Set([...left.keys(), ...right.keys()])].toSorted((a, b) => (a < b ? -1 : 1))
  return names.map((name) => {
    const [l, r] = [left.get(name) ?? null, right.get(name) ?? null]
    return { name, left: l, right: r, state: l === null ? 'only-right' : r === null ? 'only-left' : l === r ? 'same' : 'changed' }
  })
}

/** Reads what is recorded of a run. Throws ApiFailure. */
export async function readRun(tap: string, run: string, signal: AbortSignal): Promise<RunFacts> {
  const name = adqlText(run)
  const ask = (adql: string): Promise<Table> => asked(tap, adql, signal)
  const [about, packages, configuration, work] = await Promise.all([
    ask(`SELECT run, pipeline, description, created_at FROM prov.run WHERE run = ${name}`),
    ask(`SELECT package, version, git_sha FROM prov.package WHERE run = ${name}`),
    ask(
      `SELECT c.task, c.version, p.name, p.value FROM prov.configuration AS c JOIN prov.parameter AS p ON p.configuration_id = c.configuration_id ` +
        `WHERE c.configuration_id IN (SELECT q.configuration_id FROM prov.quantum AS q WHERE q.run = ${name})`,
    ),
    ask(
      `SELECT task, status_name, COUNT(*) AS n, MIN(start_time) AS first_start, MAX(end_time) AS last_end FROM prov.quantum WHERE run = ${name} GROUP BY task, status_name`,
    ),
  ])
  const times = (column: string, pick: (...values: number[]) => number): string | null => {
    const values = rows(work).flatMap((row) => number(work, column, row) ?? [])
    return values.length === 0 ? null : moment(pick(...values))
  }
  const created = about.length === 0 ? null : number(about, 'created_at', 0)
  return {
    run,
    isKnown: about.length > 0,
    about: named([
      ['pipeline', about.length === 0 ? null : textOf(about, 'pipeline', 0)],
      ['description', about.length === 0 ? null : textOf(about, 'description', 0)],
      ['created (UTC)', created === null ? null : moment(created)],
      ['first start (UTC)', times('first_start', Math.min)],
      ['last end (UTC)', times('last_end', Math.max)],
    ]),
    packages: named(
      rows(packages).map((row) => {
        const sha = textOf(packages, 'git_sha', row)
        return [textOf(packages, 'package', row) ?? '', `${textOf(packages, 'version', row) ?? ''}${sha === null ? '' : ` (${sha.slice(0, 10)})`}`]
      }),
    ),
    configuration: gathered(
      rows(configuration).map((row) => [
        `${textOf(configuration, 'task', row) ?? ''}: ${textOf(configuration, 'name', row) ?? ''}`,
        textOf(configuration, 'value', row) ?? '',
      ]),
    ),
    work: named(
      rows(work).map((row) => [
        `${textOf(work, 'task', row) ?? 'no task'}: ${(textOf(work, 'status_name', row) ?? 'unknown').toLowerCase()}`,
        (number(work, 'n', row) ?? 0).toLocaleString('en'),
      ]),
    ),
  }
}

/** Datasets used per dataset type: read by itself, for counting the inputs of a great run takes seconds. Throws ApiFailure. */
export async function readInputs(tap: string, run: string, signal: AbortSignal): Promise<Named> {
  const inputs = await asked(tap, `SELECT dataset_type, input_state, datasets FROM prov.run_input WHERE run = ${adqlText(run)}`, signal)
  return named(
    rows(inputs).map((row) => {
      const state = textOf(inputs, 'input_state', row)
      const name = `${textOf(inputs, 'dataset_type', row) ?? 'untyped'}${state === 'actual' ? '' : ` (${state ?? ''})`}`
      return [name, (number(inputs, 'datasets', row) ?? 0).toLocaleString('en')]
    }),
  )
}

async function asked(tap: string, adql: string, signal: AbortSignal): Promise<Table> {
  return unwrap(tapWhole({ tap, adql, maxrec: 50_000, timeoutMs: 60_000, signal }))
}

const rows = (table: Table): readonly number[] => Array.from({ length: table.length }, (_, row) => row)

function number(table: Table, column: string, row: number): number | null {
  const value = cellOf(table, column, row)
  return value === null || typeof value === 'object' ? null : Number(value)
}

const moment = (mjd: number): string => formatIso(mjdUtc(mjd)).replace('T', ' ').slice(0, 19)

function named(pairs: readonly (readonly [string, string | null])[]): Named {
  return new Map(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])))
}

/** Several values of one name (a run that lived through two configurations) stand together. */
function gathered(pairs: readonly (readonly [string, string])[]): Named {
  const all = new Map<string, Set<string>>()
  for (const [name, value] of pairs) all.set(name, (all.get(name) ?? new Set()).add(value))
  return new Map([...all].map(([name, values]) => [name, [...values].toSorted().join(' then ')]))
}
