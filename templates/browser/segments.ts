import { plainLetters, segmentsOf } from '../../src/communications/segments'

/** Beside a message that is written: how many parts it takes as a text message, while it is written. */
export function segments(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-segments-of]')) {
    const form = place.closest('form')
    const field = form?.elements.namedItem(place.dataset.segmentsOf ?? '')
    if (!form || !(field instanceof HTMLTextAreaElement)) continue
    const hint = place.textContent
    const tell = () => {
      const text = plainLetters(field.value)
      const channel = new FormData(form).get('channel')
      if (text === '' || channel === 'email') {
        place.textContent = hint
        return
      }
      const { encoding, segments, units } = segmentsOf(text)
      // As much as fits into the parts that it has.
      const [one, several] = encoding === 'GSM-7' ? [160, 153] : [70, 67]
      const room = segments <= 1 ? one : segments * several
      const parts = segments === 1 ? '1 part' : `${segments} parts`
      const letters = encoding === 'GSM-7' ? 'plain letters' : 'letters beyond the plain ones: shorter parts'
      place.textContent = `As a text message: ${parts}, ${units} of ${room}, ${letters}.`
    }
    form.addEventListener('input', tell)
    tell()
  }
}
