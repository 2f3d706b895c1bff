const warnMs = 2 * 60_000
const stash = () => `typed:${location.pathname}`

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What may be kept of a page's forms; never passwords, codes, files or hidden values. */
const fieldsOf = (form: HTMLFormElement): Field[] =>
  [...form.elements].filter(
    (element): element is Field =>
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement ||
      (element instanceof HTMLInputElement &&
        !['password', 'file', 'hidden', 'submit', 'search'].includes(element.type) &&
        element.autocomplete !== 'one-time-code'),
  )

const forms = () => [...document.querySelectorAll<HTMLFormElement>('main form[method="post"]')]

const typedIn = (field: Field) =>
  field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type) ? field.checked : field.value

/** Keeps what was typed on this page in this tab, until it is back. */
function keep(): void {
  const typed = forms().map((form) => fieldsOf(form).map((field) => [field.name, typedIn(field)]))
  sessionStorage.setItem(stash(), JSON.stringify(typed))
}

/** Puts back what was typed when the session ended, after signing in again. */
function restore(): void {
  const kept = sessionStorage.getItem(stash())
  if (!kept) return
  sessionStorage.removeItem(stash())
  const typed = JSON.parse(kept) as [string, string | boolean][][]
  forms().forEach((form, index) => {
    fieldsOf(form).forEach((field, at) => {
      const [name, value] = typed[index]?.[at] ?? []
      if (name !== field.name || value === undefined) return
      if (typeof value === 'boolean') (field as HTMLInputElement).checked = value
      else field.value = value
    })
  })
}

/**
 * Two minutes before the session ends the page says so; one tap extends it, and what was typed stays. The server
 * counts: this page asks it first, since another tab may have been busy, and asking lengthens nothing.
 */
export function patience(): void {
  const { base, ends, csrf } = document.body.dataset
  if (!base || !ends) return
  restore()
  const dialog = document.querySelector<HTMLDialogElement>('#patience')
  const words = dialog?.querySelector<HTMLElement>('[data-words]')
  const extend = dialog?.querySelector<HTMLButtonElement>('[data-extend]')
  const again = dialog?.querySelector<HTMLAnchorElement>('[data-again]')
  if (!dialog || !words || !extend || !again) return
  let endsAt = Date.now() + Number(ends)
  let timer = 0

  const ask = async (method: 'GET' | 'POST'): Promise<void> => {
    const answer = await fetch(`${base}/session`, {
      method,
      headers: { 'X-Quiet': method === 'GET' ? '1' : '0', 'X-CSRF-Token': csrf ?? '', Accept: 'application/json' },
      redirect: 'manual',
      ...(method === 'POST' ? { body: new URLSearchParams() } : {}),
    }).catch(() => null)
    if (answer?.ok) endsAt = Date.now() + ((await answer.json()) as { endsInMs: number }).endsInMs
  }

  const look = async (): Promise<void> => {
    window.clearTimeout(timer)
    if (endsAt - Date.now() <= warnMs && !dialog.open) await ask('GET')
    const left = endsAt - Date.now()
    if (left > warnMs) {
      if (dialog.open) dialog.close()
      timer = window.setTimeout(look, Math.min(left - warnMs, 2 ** 30))
      return
    }
    keep()
    const over = left <= 0
    words.textContent = over
      ? 'You were signed out, since nothing was asked for a while. What you typed on this page is kept.'
      : `You will be signed out in ${left > 90_000 ? 'two minutes' : left > 30_000 ? 'a minute' : 'a moment'}. What you typed stays.`
    extend.hidden = over
    again.hidden = !over
    again.href = `/sign-in?why=expired&next=${encodeURIComponent(location.pathname + location.search)}`
    if (!dialog.open) dialog.showModal()
    if (!over) timer = window.setTimeout(look, Math.min(15_000, left + 500))
  }

  extend.addEventListener('click', async () => {
    extend.setAttribute('aria-busy', 'true')
    await ask('POST')
    extend.removeAttribute('aria-busy')
    if (endsAt - Date.now() > warnMs) sessionStorage.removeItem(stash())
    await look()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void look()
  })
  void look()
}
