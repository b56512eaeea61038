import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { smallFits } from '../archive/testing/small-fits.ts'
import { main } from './main.ts'
import { openArchive } from './open-archive.ts'
import { settingsOf } from './settings.ts'

describe('the command line', () => {
  let folder: string
  let data: string
  let out: string
  let err: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skydax-cli-'))
    await chmod(folder, 0o755)
    data = join(folder, 'data')
    await writeFile(join(folder, 'one.fits'), smallFits({ ra: 10, dec: 20 }))
    await writeFile(join(folder, 'dark.fits'), smallFits({}))
    await writeFile(
      join(folder, 'table.csv'),
      'obs_publisher_did,dataproduct_type,calib_level,obs_id,obs_collection,s_ra,s_dec\nivo://x?1,image,2,a,C,1,2\nivo://x?2,image,2,b,C,1,200\n',
    )
    vi.stubEnv('DAX_DATABASE_URL', '')
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    out = err = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true))
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true))
  })
  afterEach(() => vi.restoreAllMocks())

  it('teaches: what there is, and for each command its options with examples', async () => {
    expect(await main(['--help'])).toBe(0)
    const commands = [...out.matchAll(/^ {2}([a-z]+) {2,}\S/gmu)].map((m) => m[1] ?? '')
    expect(commands).toEqual(expect.arrayContaining(['serve', 'ingest', 'import', 'demo', 'migrate']))
    for (const command of commands) {
      out = ''
      expect(await main([command, '--help'])).toBe(0)
      expect(out).toMatch(/--data DIR[^]*Examples:\n {2}\S/u)
    }
    expect(await main(['--version'])).toBe(0)
  })

  it.each([
    [[], 2, /Usage: dax COMMAND/u],
    [['ingset'], 2, /no command "ingset".*ingest/u],
    [['ingest'], 2, /a file expected, none was given.*dax ingest --help/u],
    [['serve', '--prot', '1'], 2, /--prot.*dax serve --help/u],
    [['serve', 'x'], 2, /"x" is no option of serve/u],
    [['serve', '--port', '99999'], 1, /--port is "99999"; a number from 0 to 65535/u],
    [['import', 'a', 'b'], 2, /2 files were given; at most 1/u],
    [['import', '/no/such.csv'], 1, /\/no\/such\.csv: there is no such file/u],
    [['import', 'x.csv', '--format', 'fits'], 1, /--format is "fits"; one of obscore, consdb, butler/u],
    [['demo', '--size', 'huge'], 1, /--size is "huge"; full or page/u],
    [['migrate', '--data', '/proc/nowhere'], 1, /\/proc\/nowhere cannot be made/u],
  ])('answers %j with exit code %i and what is wrong', async (args, code, message) => {
    expect(await main(args)).toBe(code)
    expect(err + out).toMatch(message)
    expect(err).not.toMatch(/ {4}at /u)
  })

  it('names a database server that cannot be reached, without its password', async () => {
    vi.stubEnv('DAX_DATABASE_URL', 'postgres://me:hush@127.0.0.1:1/skydax')
    expect(await main(['migrate', '--data', data])).toBe(1)
    expect(err).toMatch(/DAX_DATABASE_URL \(postgres:\/\/me:…@127\.0\.0\.1:1\/skydax\) cannot be used: .*ECONNREFUSED/u)
    expect(err).not.toContain('hush')
    vi.stubEnv('DAX_DATABASE_URL', 'mysql://x')
    expect(await main(['migrate', '--data', data])).toBe(1)
    expect(err).toMatch(/DAX_DATABASE_URL begins with "mysql:/u)
    vi.stubEnv('DAX_DATABASE_URL', '')
  })

  it('takes files and tables in, says what became of each, and exits by it', async () => {
    expect(await main(['ingest', folder, '--data', data])).toBe(0)
    expect(out).toMatch(/one\.fits: taken in as ivo:\/\/skydax\.local\/archive\?upload\/one/u)
    expect(out).toMatch(/1 taken in, 0 there already, 1 refused/u)
    expect(err).toMatch(/dark\.fits: refused\n {4}\S/u)
    expect(await main(['ingest', join(folder, 'one.fits'), '--data', data])).toBe(0)
    expect(await main(['ingest', folder, '--strict', '--data', data])).toBe(1)
    expect(await main(['ingest', join(folder, 'dark.fits'), '--data', data])).toBe(1)
    expect(await main(['import', join(folder, 'table.csv'), '--data', data])).toBe(0)
    expect(err).toMatch(/table\.csv, line 3: refused: s_dec is 200, outside \[-90, 90\]/u)
    expect(await main(['import', join(folder, 'one.fits'), '--data', data])).toBe(1)
    expect(err).toMatch(/FITS file.*dax ingest/u)
  })

  it('refuses data of another version, and says what to run', async () => {
    const archive = await openArchive(settingsOf({ data }))
    await archive.ports.db.exec('INSERT INTO dax.schema_version (version) VALUES (999)')
    await archive.close()
    expect(await main(['import', join(folder, 'table.csv'), '--data', data])).toBe(1)
    expect(await main(['migrate', '--data', data])).toBe(1)
    expect(err).toMatch(/version 999, and this dax only knows \d+\. Run the newer Skydax/u)
  })
})
