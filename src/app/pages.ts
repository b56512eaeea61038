import { lazy } from 'react'

/** A page of the navigation. `about` tells what an unbuilt page will hold. */
export interface PageLink {
  readonly to: string
  readonly name: string
  readonly about?: readonly string[]
}

export const pages: readonly PageLink[] = [
  { to: '/', name: 'Explore' },
  { to: '/provenance', name: 'Provenance' },
  { to: '/processing', name: 'Processing' },
  { to: '/upload', name: 'Upload' },
  {
    to: '/query',
    name: 'Query',
    about: [
      'An ADQL editor with completion from TAP_SCHEMA, errors at the caret, jobs and history.',
      'Until then: Explore shows each search as ADQL, Python and curl under “Code & export”, and TAP clients work at /api/tap.',
    ],
  },
  { to: '/checks', name: 'Checks' },
]

/** Each ability in a chunk of its own. */
export const ExplorePage = lazy(async () => ({ default: (await import('./explore-route.tsx')).ExploreRoute }))
export const AccountPage = lazy(async () => ({ default: (await import('../features/account/account-page.tsx')).AccountPage }))
export const ArchivesPage = lazy(async () => ({ default: (await import('../features/archives/archives-page.tsx')).ArchivesPage }))
export const ImagePage = lazy(async () => ({ default: (await import('./image-route.tsx')).ImageRoute }))
export const ProvenancePage = lazy(async () => ({ default: (await import('../features/provenance/provenance-page.tsx')).ProvenancePage }))
export const ProcessingPage = lazy(async () => ({ default: (await import('./processing-route.tsx')).ProcessingRoute }))
export const UploadPage = lazy(async () => ({ default: (await import('./upload-route.tsx')).UploadRoute }))
export const ChecksPage = lazy(async () => ({ default: (await import('../features/checks/checks-page.tsx')).ChecksPage }))
