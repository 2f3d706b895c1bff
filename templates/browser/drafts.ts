/** Keeps what is being typed into a form until it was sent. Passwords are never kept. */
export function drafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    const key = `draft:${document.body.dataset.base}:${form.dataset.draft}`
    const fields = () =>
      [...form.elements].filter(
        (element): element is HTMLInputElement | HTMLTextAreaElement =>
          (element instanceof HTMLTextAreaElement ||
            (element instanceof HTMLInputElement && ['text', 'email', 'tel', 'date', 'url'].includes(element.type))) &&
          element.name !== '',
      )
    const kept = localStorage.getItem(key)
    if (
      kept &&
      fields().every(({ value, defaultValue }) => value === defaultValue) &&
      !document.querySelector('#trouble')
    ) {
      const values = JSON.parse(kept) as Record<string, string>
      for (const field of fields()) if (field.value === '') field.value = values[field.name] ?? ''
    }
    let timer = 0
    form.addEventListener('input', () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => {
        localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map(({ name, value }) => [name, value]))))
      }, 300)
    })
    form.addEventListener('submit', () => {
      window.clearTimeout(timer)
      localStorage.removeItem(key)
    })
  }
}
