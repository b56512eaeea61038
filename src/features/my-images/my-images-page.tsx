import { MyImages } from './my-images.tsx'

/** One's own images on a page of their own. */
export function MyImagesPage() {
  return (
    <main className="page my-page" id="main" tabIndex={-1}>
      <h1>Images of your own</h1>
      <MyImages />
    </main>
  )
}
