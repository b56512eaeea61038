import { MyImages } from '../features/my-images/my-images.tsx'
import { UploadPage } from '../features/upload/upload-page.tsx'

/** What one brings, and below it what one has brought. */
export function UploadRoute() {
  return (
    <UploadPage>
      <MyImages />
    </UploadPage>
  )
}
