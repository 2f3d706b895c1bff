declare const htmx: { ajax: (method: string, url: string, options: { target: string; swap: string }) => Promise<void> }

/** Ctrl K: one box that finds anything and goes there. */
export function palette(): void {
  const dialog = document.getElementById('palette')
  const words = document.getElementById('palette-words')
  const hits = document.getElementById('palette-hits')
  if (!(dialog instanceof HTMLDialogElement) || !(words instanceof HTMLInputElement) || !hits) return

  const look = () => {
    const url = `${dialog.dataset.find}?q=${encodeURIComponent(words.value)}&palette=1`
    void htmx.ajax('GET', url, { target: '#palette-hits', swap: 'innerHTML' })
  }
  let timer = 0
  words.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(look, 150)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      dialog.showModal()
      look()
    }
  })
  dialog.addEventListener('keydown', (event) => {
    const links = [...hits.querySelectorAll<HTMLAnchorElement>('a')]
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    if (event.key === 'ArrowDown') links[Math.min(links.length - 1, at + 1)]?.focus()
    else if (event.key === 'ArrowUp') (at > 0 ? links[at - 1] : words)?.focus()
    else if (event.key === 'Enter' && at < 0) links[0]?.click()
    else return
    event.preventDefault()
  })
}
