/** Why a HiPS cannot be shown, as a sentence; null where it is there. Aladin shows nothing, says nothing and throws unhandled where it is not: its properties are asked for beside it. */
export async function hipsProblem(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/properties`, { method: 'HEAD' })
    return answer.ok ? null : `${url} answers with status ${answer.status}`
  } catch {
    return `${url} cannot be reached`
  }
}
