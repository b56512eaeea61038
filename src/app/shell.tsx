import { Suspense, lazy, useEffect, useState } from 'react'
import { NavLink, Route, Routes, useLocation, useSearchParams } from 'react-router'
import { ArchiveNews } from './archive-news.tsx'
import { ArchiveSwitcher } from './archive-switcher.tsx'
import { Boundary } from './boundary.tsx'
import { HelpIcon, Logo, PaletteIcon } from './icons.tsx'
import { AccountPage, ArchivesPage, ChecksPage, ExplorePage, ImagePage, ProcessingPage, ProvenancePage, UploadPage, pages } from './pages.ts'
import { SessionHost } from './session-host.tsx'
import { SkyProvider } from './sky-provider.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { NoSuchPage, UnbuiltPage } from './unbuilt-page.tsx'
import { WhoButton } from './who-button.tsx'
import { UploadContext } from '../engine/upload/upload-context.ts'
import type { UploadMachine } from '../engine/upload/upload-machine.ts'
import { Waiting } from '../ui/waiting.tsx'

const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet.tsx')).HelpSheet }))
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

/** Header, navigation and the page that the address names. `?` opens the help, Ctrl K the palette. */
export function Shell() {
  const [open, setOpen] = useState<'help' | 'palette' | null>(null)
  const [uploads] = useState(() => new Map<string, UploadMachine>())
  const { pathname } = useLocation()
  useKeys(setOpen)
  useTitle(pathname)
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header onOpen={setOpen} />
      <ArchiveNews />
      <Boundary key={pathname}>
        <SkyProvider>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route path="/" element={<ExplorePage />} />
              <Route path="/account" element={<AccountPage />} />
              <Route path="/archives" element={<ArchivesPage />} />
              <Route path="/images/:id" element={<ImagePage />} />
              <Route path="/provenance/*" element={<ProvenancePage />} />
              <Route path="/processing/*" element={<ProcessingPage />} />
              <Route
                path="/upload"
                element={
                  <UploadContext value={uploads}>
                    <UploadPage />
                  </UploadContext>
                }
              />
              <Route path="/checks" element={<ChecksPage />} />
              {pages.flatMap((page) =>
                page.about === undefined
                  ? []
                  : [<Route key={page.to} path={`${page.to}/*`} element={<UnbuiltPage name={page.name} about={page.about} />} />],
              )}
              <Route path="*" element={<NoSuchPage path={pathname} />} />
            </Routes>
          </Suspense>
        </SkyProvider>
      </Boundary>
      <SessionHost />
      <Suspense fallback={null}>
        {open === 'help' ? <HelpSheet onClose={() => setOpen(null)} /> : null}
        {open === 'palette' ? <Palette onClose={() => setOpen(null)} onHelp={() => setOpen('help')} /> : null}
      </Suspense>
    </div>
  )
}

function Header({ onOpen }: { readonly onOpen: (what: 'help' | 'palette') => void }) {
  const [params] = useSearchParams()
  const archive = params.get('archive')
  const search = archive === null ? '' : `?archive=${encodeURIComponent(archive)}`
  return (
    <header className="bar">
      <NavLink to={{ pathname: '/', search }} className="brand" aria-label="Skydax, start">
        <Logo />
        <span aria-hidden="true">Skydax</span>
      </NavLink>
      <nav aria-label="Pages">
        {pages.map((page) => (
          <NavLink key={page.to} to={{ pathname: page.to, search }} end={page.to === '/'} className={page.about === undefined ? 'nav' : 'nav later'}>
            {page.name}
          </NavLink>
        ))}
      </nav>
      <ArchiveSwitcher />
      <div className="bar-tools">
        <button type="button" className="icon" onClick={() => onOpen('palette')} aria-label="Commands (Ctrl K)" title="Commands (Ctrl K)">
          <PaletteIcon />
        </button>
        <WhoButton />
        <ThemeSwitch />
        <button type="button" className="icon" onClick={() => onOpen('help')} aria-label="Help (?)" title="Help (?)">
          <HelpIcon />
        </button>
      </div>
    </header>
  )
}

function Loading() {
  return (
    <main className="page" aria-busy="true">
      <Waiting running words="Loading" />
    </main>
  )
}

function useKeys(setOpen: (what: 'help' | 'palette') => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/u.test(event.target.tagName))
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') setOpen('palette')
      else if (event.key === '?' && !typing && !event.ctrlKey && !event.metaKey) setOpen('help')
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [setOpen])
}

function useTitle(pathname: string): void {
  useEffect(() => {
    const name =
      pages.find((p) => p.to !== '/' && pathname.startsWith(p.to))?.name ??
      (pathname === '/archives' ? 'Archives' : pathname === '/account' ? 'Account' : pathname.startsWith('/images/') ? 'Image' : 'Explore')
    document.title = `${name} · Skydax`
  }, [pathname])
}
