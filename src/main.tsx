import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { chosenTheme, showTheme } from './platform/theme.ts'
import './ui/theme.css'
import './app/shell.css'

showTheme(chosenTheme())

async function start(): Promise<void> {
  if (__DAX_INSIDE__) await (await import('../mocks/browser.ts')).startDaxInside()
  const host = document.getElementById('root')
  if (host === null) throw new Error('index.html has no element "root"')
  createRoot(host).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}

void start()
