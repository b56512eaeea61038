import type { Sql, SqlValue } from '../archive/db.ts'
import type { ProvNames } from './prov-small.ts'
import { uuidSql, quantumIdSql } from './prov-pair-sql.ts'

/** An entity other than those of visit-detectors; `key` follows 'demo/' in its id. */
export interface RestEntity {
  readonly key: string
  readonly type: string
  readonly name: string
  readonly kind?: 'dataset' | 'collection'
  readonly run?: string
  readonly visit?: number
  readonly detector?: number
  readonly band?: string | null
  readonly night?: number
  readonly tract?: number
  readonly patch?: number
  /** When it was made, MJD (UTC); null for what was not. */
  readonly at: number | null
  readonly invalid?: number
  readonly comment?: string
  /** Number in place of the next free one: that of an image. */
  readonly no?: number
}

/** A quantum other than those of visit-detectors; `label` is its name and, with run and task, its identity. */
export interface RestActivity {
  readonly task: string
  readonly run: string
  readonly label: string
  readonly detector?: number
  readonly band?: string | null
  readonly tract?: number
  readonly patch?: number
  readonly start: number
  readonly end: number
  readonly node: string
  readonly caveats?: string
}

/** Rows that are made one by one, gathered and then written at once. */
export class RestRows {
  private readonly entities: SqlValue[][] = []
  private readonly activities: SqlValue[][] = []
  private readonly uses: SqlValue[][] = []
  private readonly generations: SqlValue[][] = []
  private readonly members: SqlValue[][] = []
  private readonly attributions: SqlValue[][] = []
  private readonly ratings: SqlValue[][] = []
  private nextEntity: number
  private nextActivity: number
  private readonly names: ProvNames
  private readonly authority: string

  /** Numbers from `firstEntity` and `firstActivity` on. */
  constructor(names: ProvNames, authority: string, firstEntity: number, firstActivity: number) {
    this.names = names
    this.authority = authority
    this.nextEntity = firstEntity
    this.nextActivity = firstActivity
  }

  entity(one: RestEntity): number {
    const no = one.no ?? this.nextEntity++
    const { type, run } = this.names
    this.entities.push([
      no,
      `${this.authority}demo/${one.key}`,
      one.name,
      type.get(one.type)!,
      one.kind ?? 'dataset',
      one.run === undefined ? null : run.get(one.run)!,
      one.visit ?? null,
      one.detector ?? null,
      one.band ?? null,
      one.night ?? null,
      one.tract ?? null,
      one.patch ?? null,
      one.at,
      one.invalid ?? null,
      one.at !== null,
      one.comment ?? null,
    ])
    return no
  }

  activity(one: RestActivity): number {
    const no = this.nextActivity++
    const wall = (one.end - one.start) * 86400
    this.activities.push([
      no,
      one.label,
      this.names.task.get(one.task)!,
      this.names.run.get(one.run)!,
      one.detector ?? null,
      one.band ?? null,
      one.tract ?? null,
      one.patch ?? null,
      one.start,
      one.end,
      one.caveats ?? null,
      this.names.node.get(one.node)!,
      wall * 0.95,
      wall,
      Math.round(3e9 + wall * 1e6),
    ])
    return no
  }

  /** state: 0 actual, 1 available, 2 predicted. */
  used(activity: number, entity: number, role: string, state: number, time: number | null): void {
    this.uses.push([activity, entity, this.names.role.get(role)!, state, state === 0 ? time : null])
  }

  generated(entity: number, activity: number, role: string, time: number | null): void {
    this.generations.push([entity, activity, this.names.role.get(role)!, time])
  }

  member(collection: number, entity: number): void {
    this.members.push([collection, entity])
  }

  attributed(entity: number, agent: string, role: string): void {
    this.attributions.push([entity, this.names.agent.get(agent)!, role])
  }

  rated(entity: number, metric: string, value: number, time: number): void {
    this.ratings.push([entity, this.names.metric.get(metric)!, value, time])
  }

  /** Writes what was gathered. Ids of quanta and UUIDs are made by the database, as those of all others. */
  async write(tx: Sql): Promise<void> {
    const entityColumns = [
      'entity_no',
      'entity_id',
      'name',
      'description_no',
      'kind',
      'run_no',
      'visit',
      'detector',
      'band',
      'day_obs',
      'tract',
      'patch',
      'generated_at',
      'invalidated_at',
      'produced',
      'comment',
    ]
    await tx.exec('CREATE TEMPORARY TABLE demo_entity (LIKE dax.prov_entity INCLUDING DEFAULTS) ON COMMIT DROP')
    await tx.copyIn('demo_entity', entityColumns, this.entities)
    await tx.exec(`INSERT INTO dax.prov_entity (dataset_uuid, ${entityColumns.join(', ')})
      SELECT CASE WHEN kind = 'dataset' THEN ${uuidSql('entity_id')} END, ${entityColumns.join(', ')} FROM demo_entity ORDER BY entity_no`)
    await tx.exec(
      `CREATE TEMPORARY TABLE demo_activity (LIKE dax.prov_activity INCLUDING DEFAULTS) ON COMMIT DROP; ALTER TABLE demo_activity ALTER activity_id DROP NOT NULL`,
    )
    const activityColumns = [
      'activity_no',
      'name',
      'description_no',
      'run_no',
      'detector',
      'band',
      'tract',
      'patch',
      'start_time',
      'end_time',
      'caveats',
      'node_no',
      'cpu_seconds',
      'wall_seconds',
      'peak_memory_bytes',
    ]
    await tx.copyIn('demo_activity', activityColumns, this.activities)
    const same = activityColumns.map((name) => `a.${name}`).join(', ')
    await tx.exec(`INSERT INTO dax.prov_activity (activity_id, configuration_no, ${activityColumns.join(', ')})
      SELECT ${quantumIdSql('r.name', 'd.name', 'a.name')}, c.configuration_no, ${same}
      FROM demo_activity a JOIN dax.prov_run r ON r.run_no = a.run_no JOIN dax.prov_activity_description d ON d.description_no = a.description_no
      LEFT JOIN dax.prov_configuration c ON c.activity_description = a.description_no AND c.version = 1 AND c.validity_begin <= a.start_time
        AND (a.start_time < c.validity_end OR c.validity_end IS NULL) ORDER BY a.activity_no;
      INSERT INTO dax.prov_attempt (activity_no, attempt, status, caveats, node_no, start_time, end_time, cpu_seconds, wall_seconds, peak_memory_bytes)
      SELECT activity_no, 1, 1, caveats, node_no, start_time, end_time, cpu_seconds, wall_seconds, peak_memory_bytes FROM demo_activity ORDER BY activity_no`)
    await tx.copyIn('dax.prov_used', ['activity_no', 'entity_no', 'role_no', 'state', 'time'], this.uses)
    await tx.copyIn('dax.prov_generated', ['entity_no', 'activity_no', 'role_no', 'time'], this.generations)
    await tx.copyIn('dax.prov_member', ['collection_no', 'entity_no'], this.members)
    await tx.copyIn('dax.prov_attributed', ['entity_no', 'agent_no', 'role'], this.attributions)
    await tx.copyIn('dax.prov_quality_rating', ['entity_no', 'metric_no', 'value', 'time'], this.ratings)
  }
}
