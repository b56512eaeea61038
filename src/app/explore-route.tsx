import { ExplorePage } from '../features/search/explore-page.tsx'
import { askAbout } from './ask-about.tsx'

/** Explore, with the questions of provenance about what is selected there. */
export function ExploreRoute() {
  return <ExplorePage askAbout={askAbout} />
}
