import { fullDemo, pageDemo } from '../../../vo/templates/library/demo-facts.ts'
import type { ExampleFacts } from '../../../vo/templates/library/example-facts.ts'
import { templateLibrary } from '../../../vo/templates/library/library.ts'
import type { ServedTemplate } from '../../../vo/templates/template.ts'
import { storyDetectors } from '../../demo/prov-stories.ts'
import type { DaxPorts } from '../../ports.ts'

/** The library that ships with the product, with examples that speak of this archive: of the demo survey that is in it, and of an object that it has. */
export function builtInTemplates(ports: Pick<DaxPorts, 'db' | 'config'>): () => Promise<readonly ServedTemplate[]> {
  let known: { readonly key: string; readonly templates: readonly ServedTemplate[] } | null = null
  return async () => {
    const facts = await exampleFacts(ports)
    const key = JSON.stringify(facts)
    if (known?.key !== key) known = { key, templates: templateLibrary(facts).map((t) => ({ ...t, owner: null, share: 'public' })) }
    return known.templates
  }
}

async function exampleFacts({ db, config }: Pick<DaxPorts, 'db' | 'config'>): Promise<ExampleFacts> {
  // an object of the story's visit: small, by index, and there as soon as the demo is
  const [found] = await db.rows<{ page: boolean; object: string | null; source: string | null; place: string | null }>(
    `SELECT EXISTS (SELECT FROM ap.visit WHERE visit = $1) AND NOT EXISTS (SELECT FROM ap.visit WHERE visit = $2) AS page, o.object::text AS object, o.source::text AS source,
       (SELECT min(cell)::text FROM ap.visit_cell WHERE visit IN ($1, $2) AND detector = $3) AS place
     FROM (SELECT 1) AS always LEFT JOIN LATERAL (
       SELECT s.dia_object_id AS object, s.dia_source_id AS source FROM ap.dia_source s JOIN ap.dia_object d USING (dia_object_id)
       WHERE s.visit IN ($1, $2) ORDER BY d.n_dia_sources DESC, s.dia_source_id LIMIT 1) AS o ON true`,
    [BigInt(pageDemo.visit), BigInt(fullDemo.visit), storyDetectors.associateFailed],
  )
  const facts = found?.page === true ? pageDemo : fullDemo
  const here = (id: string): string => id.replace('ivo://skydax.local/archive?', () => config.authority)
  return {
    ...facts,
    badFlat: here(facts.badFlat),
    coadd: { ...facts.coadd, entity: here(facts.coadd.entity) },
    diaObject: found?.object ?? facts.diaObject,
    diaSource: found?.source ?? facts.diaSource,
    place: found?.place ?? facts.place,
  }
}
