import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { Given } from './own-fits.ts'
import { signInAs } from './sign-in.ts'

export const files = (page: Page) => page.getByRole('table', { name: 'Files' })
export const rowOf = (page: Page, name: string) => files(page).getByRole('row').filter({ hasText: name })
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** Files of one run are new to the archive: the same server may be tested twice. */
export const fresh = (): number => Math.floor(Math.random() * 1e9)

export async function openUpload(page: Page, user: 'ada' | 'ben' | 'eve' = 'ada'): Promise<void> {
  await signInAs(page, user)
  await openAgain(page)
}

/** The page, in a browser that is signed in. */
export async function openAgain(page: Page, origin = ''): Promise<void> {
  await page.goto(`${origin}/upload`)
  await expect(page.getByRole('region', { name: 'Drop files here' })).toContainText(/are left/u)
}

export async function give(page: Page, ...given: readonly Given[]): Promise<void> {
  await page
    .getByLabel('Files', { exact: true })
    .and(page.locator('input[type=file]'))
    .setInputFiles([...given])
}

/** Drops files as a pointer does: the page sees a DataTransfer. */
export async function drop(page: Page, ...given: readonly Given[]): Promise<void> {
  const data = await page.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer()
      for (const { name, base64 } of list) transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
      return transfer
    },
    given.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })),
  )
  const region = page.getByRole('region', { name: 'Drop files here' })
  await region.dispatchEvent('dragover', { dataTransfer: data })
  await region.dispatchEvent('drop', { dataTransfer: data })
}

/** Drops files and folders of the disk. */
export async function dropPaths(page: Page, ...paths: readonly string[]): Promise<void> {
  const box = await page.getByRole('region', { name: 'Drop files here' }).boundingBox()
  const cdp = await page.context().newCDPSession(page)
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20]
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files: [...paths], dragOperationsMask: 1 } })
}
