const name = 'skydax-session'

/** Tells the other tabs of this browser that one signed in or out. */
export function tellTabs(): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(name)
  channel.postMessage('changed')
  channel.close()
}

/** Calls back when another tab has told so; returns the undo. */
export function onTold(heard: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', heard)
  return () => channel.close()
}

/** Opens the sign-in of a provider in a window of its own, so that this page stays as it is. False where the browser forbids windows. */
export function openSignInWindow(url: string): boolean {
  return window.open(url, 'skydax-sign-in', 'popup,width=520,height=720') !== null
}

/** Closes this window, where a script opened it. */
export function closeWindow(): void {
  window.close()
}
