/** The number pad of a shared tablet: large keys beside the field that works without it. */
export function pad(): void {
  for (const keys of document.querySelectorAll<HTMLElement>('[data-pad]')) {
    const field = keys.closest('form')?.querySelector<HTMLInputElement>('[data-pin]')
    if (!field) continue
    // The pad is the keyboard: a tablet's own would cover it.
    if (matchMedia('(pointer: coarse)').matches) field.inputMode = 'none'
    keys.addEventListener('click', (event) => {
      const digit = (event.target as HTMLElement).closest<HTMLElement>('[data-digit]')?.dataset.digit
      if (!digit) return
      field.value = digit === 'back' ? field.value.slice(0, -1) : (field.value + digit).slice(0, field.maxLength)
    })
  }
}
