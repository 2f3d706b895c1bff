const places: Record<string, string> = { h: '/', a: '/assets', p: '/parts', t: '/tasks', l: '/places' }

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Single keys for people at a desk. Never while typing, never with a modifier, and they can be switched off. */
export function keyboard(): void {
  const base = document.body.dataset.base ?? ''
  let pendingGo = 0
  let lastKeyAt = 0

  document.querySelector('.keys-link')?.addEventListener('click', (event) => {
    event.preventDefault()
    void help(base)
  })
  document.addEventListener('keydown', (event) => {
    // A bar code scanner types faster than a person: what it types is no shortcut.
    const quick = event.key.length === 1 && event.timeStamp - lastKeyAt < 35
    if (event.key.length === 1) lastKeyAt = event.timeStamp

    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && typing(event.target)) {
      ;(event.target as HTMLInputElement).form?.requestSubmit()
      return
    }
    if (document.body.dataset.keys !== 'on' || quick || typing(event.target)) return
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return

    const key = event.key
    if (pendingGo && event.timeStamp - pendingGo < 1200) {
      pendingGo = 0
      const place = places[key.toLowerCase()]
      if (place) location.assign(base + place)
      return
    }
    if (key === 'g') pendingGo = event.timeStamp
    else if (key === '/') {
      event.preventDefault()
      document.getElementById('find')?.focus()
    } else if (key === 'c') location.assign(`${base}/tasks/new`)
    else if (key === '?') void help(base)
    else if (key === 'j' || key === 'k') walk(key === 'j' ? 1 : -1)
    else if (key === 'Enter') document.querySelector<HTMLElement>('tr.at a')?.click()
  })
}

/** The keys in a box over this page, brought when somebody asks; their own page where they cannot be brought. */
async function help(base: string): Promise<void> {
  const there = document.getElementById('keys')
  if (there instanceof HTMLDialogElement) return there.showModal()
  const answer = await fetch(`${base}/keyboard?box=1`).catch(() => null)
  if (!answer?.ok || answer.redirected) return location.assign(`${base}/keyboard`)
  document.body.insertAdjacentHTML('beforeend', await answer.text())
  const box = document.getElementById('keys')
  if (box instanceof HTMLDialogElement) box.showModal()
}

function walk(step: number): void {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('.tbl tbody tr')]
  const at = rows.findIndex((row) => row.classList.contains('at'))
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))]
  if (!next) return
  rows[at]?.classList.remove('at')
  next.classList.add('at')
  next.scrollIntoView({ block: 'nearest' })
}
