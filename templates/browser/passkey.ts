import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser'
import { pad } from './pad'

pad()

type Asked<O> = { options: O; box: string }

/** What went wrong on the device, in words; the rest the server says. */
function wordsOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  const code = error instanceof WebAuthnError ? error.code : ''
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || name === 'InvalidStateError')
    return 'This device has a passkey here already.'
  if (code === 'ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT')
    return 'This device cannot check that it is you. Set up its screen lock or PIN first.'
  if (name === 'SecurityError') return 'Passkeys do not work at this address. Look at the address bar.'
  if (name === 'NotSupportedError') return 'This browser knows no passkeys. Use another way.'
  if (name === 'NotAllowedError' || name === 'AbortError')
    return 'Nothing was chosen, or it took too long. Press the button to try again.'
  return 'The device did not answer. Press the button to try again, or use another way.'
}

/** Asks the device when the form is sent, fills in its answer, and sends the form on. */
for (const part of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const form = part.closest('form')
  const box = form?.querySelector<HTMLInputElement>('input[name=box]')
  const answer = form?.querySelector<HTMLInputElement>('input[name=answer]')
  const trouble = part.querySelector<HTMLElement>('[data-passkey-trouble]')
  if (!form || !box || !answer || !trouble) continue

  const ask = async (): Promise<void> => {
    const reply = await fetch(part.dataset.options ?? '', { credentials: 'same-origin' })
    if (!reply.ok) return location.reload()
    if (part.dataset.passkey === 'add') {
      const asked = (await reply.json()) as Asked<PublicKeyCredentialCreationOptionsJSON>
      answer.value = JSON.stringify(await startRegistration({ optionsJSON: asked.options }))
      box.value = asked.box
    } else {
      const asked = (await reply.json()) as Asked<PublicKeyCredentialRequestOptionsJSON>
      answer.value = JSON.stringify(await startAuthentication({ optionsJSON: asked.options }))
      box.value = asked.box
    }
  }
  form.addEventListener('submit', (event) => {
    if (answer.value !== '') return
    event.preventDefault()
    event.stopImmediatePropagation()
    trouble.hidden = true
    const button = event.submitter
    button?.setAttribute('aria-busy', 'true')
    ask()
      .then(() => {
        if (answer.value !== '') form.requestSubmit()
      })
      .catch((error: unknown) => {
        trouble.textContent = wordsOf(error)
        trouble.hidden = false
      })
      .finally(() => button?.removeAttribute('aria-busy'))
  })
  // A page that the browser took back from its memory asks anew.
  window.addEventListener('pageshow', () => {
    answer.value = ''
  })
}
