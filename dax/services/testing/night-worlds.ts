import { ingestFile } from '../../archive/ingest/take-in.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { createDax, type Dax } from '../../dax.ts'
import { testStars } from '../../demo/testing/world.ts'
import { memoryCache } from '../../drawing/drawn-cache.ts'
import type { DaxPorts } from '../../ports.ts'
import { loadFewAttempts } from './few-attempts.ts'
import { signIn } from './sign-in.ts'
import { testPorts, type TestPorts } from './test-ports.ts'

export const persons = ['nobody', 'eve', 'ben', 'ada', 'root'] as const
export type Person = (typeof persons)[number]

/** ada owns them, ben is in her group: who sees which images. */
export const seen: Readonly<Record<Person, readonly string[]>> = {
  nobody: ['open'],
  eve: ['open'],
  ben: ['open', 'shared'],
  ada: ['open', 'shared', 'secret'],
  root: ['open', 'shared', 'secret'],
}

/** An archive with a base map, a demo survey and two nights of the processing log. */
export interface NightWorld {
  readonly ports: TestPorts
  /** Where its map and its pictures come from. */
  readonly sky: Pick<DaxPorts, 'hipsFile' | 'drawn'>
  readonly ask: (method: string, path: string, as: Person, body?: unknown, signal?: AbortSignal) => Promise<Response>
  /** Takes an image of ada's in, which one of the visits of the log made: a picture of the deep field, where the HiPS are. */
  readonly takeIn: (image: string, visibility: 'public' | 'group' | 'private') => Promise<string>
  readonly close: () => Promise<void>
}

/** What the telescope's pipeline said of how the image was made: of a visit and a detector that the log has attempts and deliveries of. */
const sidecarOf = (image: string): object => ({
  prefix: { x: 'https://x.test/' },
  entity: { 'skydax:image': { 'skydax:visit': '2026031800001', 'skydax:detector': 3, 'skydax:dayObs': 20260318, 'skydax:band': 'r' } },
  activity: {
    [`x:quantum-${image}`]: { 'skydax:task': `task-${image}`, 'skydax:node': `node-${image}`, 'skydax:visit': '2026031800001', 'skydax:detector': 3 },
  },
  wasGeneratedBy: { '_:1': { 'prov:entity': 'skydax:image', 'prov:activity': `x:quantum-${image}` } },
})

/** `leaks`: a build of dax that tells of images where it must not, to see that a test sees it. */
export async function nightWorld(leaks = false): Promise<NightWorld> {
  const ports = await testPorts()
  await loadFewAttempts(ports.db)
  await ports.db.exec(`INSERT INTO ap.dia_object (dia_object_id, ra, dec, n_dia_sources, hpx) VALUES (1, 150.11, 2.23, 1, 7);
    INSERT INTO ap.dia_source (dia_source_id, dia_object_id, visit, detector, band, ra, dec, midpoint_mjd_tai, hpx) VALUES (1, 1, 2026031800001, 3, 'r', 150.11, 2.23, 61117.2, 7)`)
  if (leaks) await plantInLog(ports)
  const sky = skyOf(ports, leaks)
  const dax = createDax({ ...ports, ...sky, config: { ...ports.config, auth: { anonymous: 'read' } } })
  const people: Readonly<Record<Person, Readonly<Record<string, string>>>> = {
    nobody: {},
    eve: await signIn(ports, 'eve'),
    ben: await signIn(ports, 'ben', { groups: ['qa'] }),
    ada: await signIn(ports, 'ada'),
    root: await signIn(ports, 'root', { isAdmin: true }),
  }
  let seed = 0
  return {
    ports,
    sky,
    ask: (method, path, as, body, signal) => dax(request(method, path, people[as], body, signal)),
    async takeIn(image, visibility) {
      const bytes = smallFits({ ra: 150.11, dec: 2.23, seed: ++seed, object: `object-${image}` })
      const taken = await ingestFile(ports, `${image}.fits`, bytes, {
        owner: 'ada',
        visibility,
        ...(visibility === 'group' ? { group: 'qa' } : {}),
        collection: `collection-${image}`,
        sidecar: new TextEncoder().encode(JSON.stringify(sidecarOf(image))),
      })
      if (taken.at !== 'stored') throw new Error(`${image} is ${taken.at}`)
      return taken.did
    },
    close: () => closed(dax, ports),
  }
}

/** A request with a body as a form or as JSON, where it has one. */
export function request(method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown, signal?: AbortSignal): Request {
  return new Request(`http://dax.test${path}`, {
    method,
    headers: { ...headers, ...(body === undefined || body instanceof URLSearchParams ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

async function closed(dax: Dax, ports: TestPorts): Promise<void> {
  await dax.close()
  await ports.db.close()
}

/** Base map and stars; in a world that leaks, the number of files in the store gets into the map and into what was drawn before. */
function skyOf(ports: TestPorts, leaks: boolean): Pick<DaxPorts, 'hipsFile' | 'drawn'> {
  const text = new TextEncoder()
  const many = (): string => (leaks ? String(ports.files.size) : '0')
  const files: Readonly<Record<string, () => Uint8Array>> = {
    'demo/stars.bin': testStars,
    'base/properties': () => text.encode(`creator_did = ivo://x/base\nobs_title = Base ${many()}\nhips_order = 3\nhips_tile_format = jpeg\n`),
    'base/Moc.fits': () => text.encode(`cells ${many()}`),
    'base/preview.jpg': () => text.encode(`picture ${many()}`),
    'base/Norder3/Allsky.jpg': () => text.encode(`sky ${many()}`),
    'base/Norder3/Dir0/Npix4.jpg': () => text.encode(`tile ${many()}`),
  }
  const kept = memoryCache(1e8)
  const get = async (): Promise<Uint8Array<ArrayBuffer>> => Uint8Array.of(ports.files.size)
  return { hipsFile: async (tree, path) => files[`${tree}/${path}`]?.() ?? null, drawn: leaks ? { get, put: kept.put } : kept }
}

/** Images write themselves into the log: as a visit, an attempt, a delivery, a note, and an event of the night. */
async function plantInLog(ports: TestPorts): Promise<void> {
  await ports.db.exec(`
    CREATE FUNCTION dax.leak() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      INSERT INTO ap.visit (visit, day_obs, seq_num, begin_mjd_tai, end_mjd_tai, target) VALUES (9000 + NEW.image_id, 20260318, 9, 61117.2, 61117.3, NEW.target_name);
      INSERT INTO ap.attempt (visit, detector, attempt, day_obs, reason, ended_mjd_tai, status, node)
        VALUES (9000 + NEW.image_id, 1, 1, 20260318, 'prompt', 61117.4, -1, NEW.target_name);
      INSERT INTO ap.delivery (attempt_id, product, state) SELECT max(attempt_id), 'images', 'failed' FROM ap.attempt;
      INSERT INTO ap.note (day_obs, visit, text, author, made_mjd_tai, changed_mjd_tai) VALUES (20260318, 9000, NEW.target_name, 'ada', 61117, 61117);
      INSERT INTO dax.ap_change (day_obs, kind, body) VALUES (20260318, 'visit', json_build_object('visit', NEW.target_name)::text);
      RETURN NEW; END $$;
    CREATE TRIGGER leak AFTER INSERT ON dax.image FOR EACH ROW EXECUTE FUNCTION dax.leak()`)
}
