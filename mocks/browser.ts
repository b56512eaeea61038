/** Mounts dax inside the page. */
export async function startDaxInside(): Promise<void> {
  await Promise.resolve()
}
