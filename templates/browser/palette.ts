/** Ctrl K: one box that finds anything and goes there. */
export function palette(): void {
  const dialog = document.getElementById('palette')
  const words = document.getElementById('palette-words')
  const hits = document.getElementById('palette-hits')
  if (!(dialog instanceof HTMLDialogElement) || !(words instanceof HTMLInputElement) || !hits) return

  let asked = 0
  const look = async () => {
    const turn = ++asked
    const url = `${dialog.dataset.find}?q=${encodeURIComponent(words.value)}&palette=1`
    const answer = await fetch(url, { headers: { 'HX-Request': 'true' } }).catch(() => null)
    // A slow answer to fewer letters does not replace a later one.
    if (answer?.ok && !answer.redirected && turn === asked) hits.innerHTML = await answer.text()
  }
  let timer = 0
  words.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void look(), 150)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      dialog.showModal()
      void look()
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
