import { failures } from './failures.ts'
import type { Failure } from './failures.ts'

/** The panel that switches failures on, folded away at the page's right edge where nothing is pressed; plain DOM, so that the app under test knows nothing of it. */
export function failurePanel(onChange: (failure: Failure) => void): HTMLElement {
  const panel = document.createElement('aside')
  panel.setAttribute('aria-label', 'Failures for testing')
  panel.style.cssText =
    'position:fixed;right:0;top:50%;z-index:50;background:var(--panel);border:1px solid var(--line);border-right:0;border-radius:6px 0 0 6px;font-size:11px'
  const fold = document.createElement('details')
  const handle = document.createElement('summary')
  handle.textContent = 'dax inside'
  handle.title = 'This page holds its own archive: try what it says when that fails'
  const folded = 'writing-mode:vertical-rl;list-style:none;padding:8px 1px;color:var(--dim);cursor:pointer'
  handle.style.cssText = folded
  fold.addEventListener('toggle', () => (handle.style.cssText = fold.open ? 'padding:4px 8px;cursor:pointer' : folded))
  const label = document.createElement('label')
  label.style.cssText = 'display:block;padding:0 8px 6px'
  label.textContent = 'failure: '
  const select = document.createElement('select')
  select.style.cssText = 'width:auto;height:24px'
  for (const failure of failures) select.append(new Option(failure, failure))
  select.addEventListener('change', () => onChange(select.value as Failure))
  label.append(select)
  fold.append(handle, label)
  panel.append(fold)
  return panel
}
