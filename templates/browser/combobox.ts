/** Finds a record while one types: the server's options, the keyboard of the ARIA pattern. */
export function combobox(): void {
  for (const box of document.querySelectorAll<HTMLElement>('[data-combo]')) {
    const words = box.querySelector<HTMLInputElement>('[role=combobox]')
    const value = box.querySelector<HTMLInputElement>('[data-combo-value]')
    const list = box.querySelector<HTMLUListElement>('[role=listbox]')
    if (!words || !value || !list) continue

    const options = () => [...list.querySelectorAll<HTMLLIElement>('[role=option]')]
    const close = () => {
      list.hidden = true
      words.setAttribute('aria-expanded', 'false')
    }
    const choose = (option: HTMLLIElement | undefined) => {
      if (!option) return
      value.value = option.dataset.value ?? ''
      words.value = option.dataset.words ?? ''
      close()
    }
    const look = async () => {
      const answer = await fetch(`${box.dataset.combo}?q=${encodeURIComponent(words.value)}`, {
        headers: { 'HX-Request': 'true' },
      })
      if (!answer.ok) return
      list.innerHTML = await answer.text()
      list.hidden = options().length === 0
      words.setAttribute('aria-expanded', String(!list.hidden))
    }
    let timer = 0
    words.addEventListener('input', () => {
      value.value = ''
      window.clearTimeout(timer)
      timer = window.setTimeout(look, 200)
    })
    words.addEventListener('focus', () => void look())
    words.addEventListener('blur', () => window.setTimeout(close, 150))
    words.addEventListener('keydown', (event) => {
      const all = options()
      const at = all.findIndex((option) => option.getAttribute('aria-selected') === 'true')
      if (event.key === 'Escape') return close()
      if (event.key === 'Enter' && !list.hidden && at >= 0) {
        event.preventDefault()
        return choose(all[at])
      }
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      event.preventDefault()
      const next = all[Math.max(0, Math.min(all.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]
      for (const option of all) option.setAttribute('aria-selected', String(option === next))
      if (next) words.setAttribute('aria-activedescendant', next.id)
    })
    list.addEventListener('mousedown', (event) => choose((event.target as HTMLElement).closest('li') ?? undefined))
  }
}
