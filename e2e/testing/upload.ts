import { expect } from '@playwright/test'
import type { APIRequestContext } from '@playwright/test'
import { smallFits } from '../../dax/archive/testing/small-fits.ts'
import { tokenOf } from './sign-in.ts'
import type { User } from './sign-in.ts'

export interface Uploaded {
  readonly did: string
  readonly imageId: string
  readonly sha256: string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Brings a small image by the upload service, as a user; waits until it can be found. */
export async function upload(
  request: APIRequestContext,
  user: User,
  name: string,
  of: Parameters<typeof smallFits>[0],
  visibility = 'private',
): Promise<Uploaded> {
  const headers = { Authorization: `Bearer ${await tokenOf(user)}` }
  const bytes = Buffer.from(smallFits(of))
  const made = await request.post('/api/uploads', {
    headers: {
      ...headers,
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': `filename ${base64(name)},visibility ${base64(visibility)}`,
      'Content-Type': 'application/offset+octet-stream',
    },
    data: bytes,
  })
  if (made.status() !== 201) throw new Error(`${made.status()}: ${await made.text()}`)
  const id = (made.headers()['location'] ?? '').split('/').at(-1) ?? ''
  const ingest = async () => (await (await request.get(`/api/ingests/${id}`, { headers })).json()) as Uploaded & { readonly state: string }
  await expect.poll(async () => (await ingest()).state, { timeout: 60_000 }).toBe('done')
  const { did, imageId, sha256 } = await ingest()
  return { did, imageId, sha256 }
}
