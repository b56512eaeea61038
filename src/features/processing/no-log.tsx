/** An archive that serves no log of processing says so, and what would be here. */
export function NoLog({ title }: { readonly title: string }) {
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Processing</h1>
      <p className="note">
        {title} serves no log of processing: what was observed, what was processed, and in which order, is not known here. Archives of Skydax do; an
        archive that serves it names its address as “processing” in config.json.
      </p>
    </main>
  )
}
