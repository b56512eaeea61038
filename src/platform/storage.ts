/** What this browser remembers between visits (localStorage), as JSON. Where storage is forbidden nothing is kept, and nothing fails. */
export function readSetting(key: string): unknown {
  try {
    const text = localStorage.getItem(`skydax.${key}`)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** Remembers a value; undefined forgets it. Returns whether it was kept. */
export function writeSetting(key: string, value: unknown): boolean {
  try {
    if (value === undefined) localStorage.removeItem(`skydax.${key}`)
    else localStorage.setItem(`skydax.${key}`, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
