/** The parameters of the address as it is at this moment: a hook's copy is as old as the last drawing of its component. */
export function presentParams(): URLSearchParams {
  return new URLSearchParams(location.search)
}

/** The whole address as it is at this moment, to hand on. */
export function presentAddress(): string {
  return location.href
}

/** An address of this page's service as others must write it. */
export function absoluteAddress(url: string): string {
  return new URL(url, location.href).href
}
