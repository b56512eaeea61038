import { failures } from './failures.ts'
import type { Failure } from './failures.ts'

/** The panel that switches failures on, at the page's lower left; plain DOM, so that the app under test knows nothing of it. */
export function failurePanel(onChange: (failure: Failure) => void): HTMLElement {
  const panel = document.createElement('aside')
  panel.setAttribute('aria-label', 'Failures for testing')
  panel.style.cssText =
    'position:fixed;left:8px;bottom:8px;z-index:50;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:4px 8px;font-size:12px'
  const label = document.createElement('label')
  label.textContent = 'dax inside · failure: '
  const select = document.createElement('select')
  select.style.cssText = 'width:auto;height:24px'
  for (const failure of failures) select.append(new Option(failure, failure))
  select.addEventListener('change', () => onChange(select.value as Failure))
  label.append(select)
  panel.append(label)
  return panel
}
