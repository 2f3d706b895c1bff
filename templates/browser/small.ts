/** The small habits of every page. */
export function small(): void {
  document.querySelector<HTMLElement>('#trouble')?.focus()

  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-reveal]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      const field = document.getElementById(button.dataset.reveal ?? '') as HTMLInputElement | null
      if (!field) return
      field.type = field.type === 'password' ? 'text' : 'password'
      button.textContent = field.type === 'password' ? 'Show' : 'Hide'
    })
  }

  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      const field = document.getElementById(button.dataset.copy ?? '') as HTMLInputElement | null
      if (!field) return
      field.select()
      await navigator.clipboard.writeText(field.value).catch(() => document.execCommand('copy'))
      button.textContent = 'Copied'
    })
  }

  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-step]')) {
    button.addEventListener('click', () => {
      const field = document.getElementById(button.dataset.for ?? '') as HTMLInputElement | null
      const value = Number(field?.value || 0)
      if (field && Number.isFinite(value)) field.value = String(Math.max(0, value + Number(button.dataset.step)))
    })
  }

  // The pressed button says that it works, and a second press does nothing.
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    // What opens beside the page can be asked for again.
    if (form.method !== 'post' || event.submitter?.hasAttribute('data-again')) return
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
    event.submitter?.setAttribute('aria-busy', 'true')
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset.sent
      form.querySelector('[aria-busy]')?.removeAttribute('aria-busy')
    }
  })

  for (const toast of document.querySelectorAll<HTMLElement>('[data-flash]')) {
    let timer = 0
    const start = () => {
      timer = window.setTimeout(() => toast.remove(), 8000)
    }
    const stop = () => window.clearTimeout(timer)
    for (const name of ['mouseenter', 'focusin']) toast.addEventListener(name, stop)
    for (const name of ['mouseleave', 'focusout']) toast.addEventListener(name, start)
    start()
  }

  const online = () => {
    for (const mark of document.querySelectorAll<HTMLElement>('[data-sync]')) {
      mark.classList.toggle('off', !navigator.onLine)
      if (mark.lastChild) mark.lastChild.textContent = navigator.onLine ? 'Online' : 'Offline'
    }
  }
  window.addEventListener('online', online)
  window.addEventListener('offline', online)
  online()

  // Menus close when one looks elsewhere.
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.more[open], details.org-menu[open]')) {
      if (!menu.contains(event.target as Node)) menu.open = false
    }
  })
  for (const button of document.querySelectorAll<HTMLElement>('[data-print]')) {
    button.addEventListener('click', () => window.print())
  }

  // Filters act when they are changed; without this the button beside them does.
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-auto]')) {
    form.addEventListener('change', () => form.requestSubmit())
    form.querySelector<HTMLElement>('[data-auto-button]')?.setAttribute('hidden', '')
  }
}
