/** Colours of style sheet tokens ('--accent') as they are now at an element, fit for a canvas or a file: 'rgb(…)'. */
export function resolvedColours<T extends string>(at: Element, tokens: readonly T[]): Readonly<Record<T, string>> {
  const probe = document.createElement('span')
  probe.hidden = true
  at.append(probe)
  const found = tokens.map((token) => {
    probe.style.color = `var(${token})`
    return [token, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(found) as Record<T, string>
}
