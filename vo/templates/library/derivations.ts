/**
 * Derivations followed level by level, as subqueries of a WITH: `l0` are the entities to start from (a query of entity_id, given), l1 … ln what lies one
 * to n derivations away. ADQL cannot recurse, so the levels are written out; {depth} cuts them off. Each level is what quanta really read (or made
 * of it), and derivations that were stated without an activity.
 */
export function derivations(direction: 'back' | 'forth', most: number, names: string, start: string, condition = ''): string {
  const level = (n: number): string => {
    const [here, before] = [`${names}${n}`, `${names}${n - 1}`]
    const guard = `${n === 1 ? '' : `{depth} >= ${n} AND `}`
    const stated = condition === '' ? '' : ` AND ${condition}`
    return direction === 'back'
      ? `${here} AS (
  SELECT u.entity_id FROM ${before} AS s JOIN prov.was_generated_by AS g ON g.entity_id = s.entity_id JOIN prov.used AS u ON u.activity_id = g.activity_id
  WHERE ${guard}u.input_state = 'actual'${stated}
  UNION SELECT d.used_entity_id FROM ${before} AS s JOIN prov.was_derived_from AS d ON d.entity_id = s.entity_id WHERE ${guard}d.inferred = 0${stated})`
      : `${here} AS (
  SELECT g.entity_id FROM ${before} AS s JOIN prov.used AS u ON u.entity_id = s.entity_id JOIN prov.was_generated_by AS g ON g.activity_id = u.activity_id
  WHERE ${guard}u.input_state = 'actual'${stated}
  UNION SELECT d.entity_id FROM ${before} AS s JOIN prov.was_derived_from AS d ON d.used_entity_id = s.entity_id WHERE ${guard}d.inferred = 0${stated})`
  }
  return [`${names}0 AS (${start})`, ...Array.from({ length: most }, (_, i) => level(i + 1))].join(',\n')
}

/** All levels as rows of (depth, entity_id). */
export function levels(most: number, names: string): string {
  return Array.from({ length: most }, (_, i) => `SELECT ${i + 1} AS depth, entity_id FROM ${names}${i + 1}`).join('\n  UNION ALL ')
}

/** Columns that tell of an entity; `e` is its alias. */
export const entityColumns = 'e.entity_id, e.name, e.dataset_type, e.visit, e.detector, e.band, e.tract, e.patch, e.run, e.generated_at'
