const two = (value: number) => String(value).padStart(2, '0')

/** Timers run on as the server wrote them. */
export function timers(): void {
  const shown = () => document.querySelectorAll<HTMLElement>('[data-timer]')
  if (shown().length === 0) return
  window.setInterval(() => {
    for (const timer of shown()) {
      const seconds = Math.max(0, Math.floor((Date.now() - Number(timer.dataset.timer)) / 1000))
      timer.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
    }
  }, 1000)
}

/** A card is dragged into another column: its own form is sent, as its menu would. */
export function draggableCards(): void {
  const lanes = document.querySelectorAll<HTMLElement>('[data-lane]')
  let held: HTMLElement | null = null
  for (const card of document.querySelectorAll<HTMLElement>('[data-card]')) {
    card.draggable = true
    card.addEventListener('dragstart', (event) => {
      held = card
      card.classList.add('drag')
      event.dataTransfer?.setData('text/plain', card.id)
    })
    card.addEventListener('dragend', () => {
      card.classList.remove('drag')
      for (const lane of lanes) lane.classList.remove('over')
    })
  }
  const choiceOf = (lane: HTMLElement) =>
    [...(held?.querySelectorAll<HTMLOptionElement>('option') ?? [])].find(({ value }) => value === lane.dataset.lane)
  for (const lane of lanes) {
    lane.addEventListener('dragover', (event) => {
      if (!choiceOf(lane)) return
      event.preventDefault()
      lane.classList.add('over')
    })
    lane.addEventListener('dragleave', () => lane.classList.remove('over'))
    lane.addEventListener('drop', (event) => {
      const choice = choiceOf(lane)
      if (!choice) return
      event.preventDefault()
      choice.selected = true
      choice.closest('form')?.requestSubmit()
    })
  }
}
