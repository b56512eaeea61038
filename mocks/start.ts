/** Mounts dax inside the page. */
export async function startDaxInPage(): Promise<void> {
  await Promise.resolve()
}
