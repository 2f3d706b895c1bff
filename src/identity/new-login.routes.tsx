import * as z from 'zod'
import { CodePage, NewLoginPage } from '../../templates/identity/doors'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { emailAddress, textLine } from '../kernel/schemas'
import { checkedInput } from '../platform/action'
import { seeOther, statusFor } from '../platform/answers'
import { showOpen } from '../platform/render'
import { Open, type Request } from '../platform/routes'
import { arrive } from './factors/half'
import { codeLetter, post } from './letters'
import { createLogin, lookUpLogin } from './login'
import { checkPassword, hashPassword } from './password'
import { countCode, proveByCode } from './sign-in'
import { goodForMinutes, issueTicket } from './ticket'

/** What a person says who wants a login and no organization of their own; kept until the address is proved. */
type NewLogin = { name: string; email: string; emailWritten: string; passwordHash: string }

const input = z.object({ name: textLine(120, 'Write your name.'), email: emailAddress })

const troubleOf = (refusal: Refusal | null) => refusal && { sentence: refusal.message, fields: refusal.fields }

const showNewLogin = (c: Request, refusal: Refusal | null) =>
  showOpen(c, <NewLoginPage values={c.var.form} trouble={troubleOf(refusal)} />, refusal ? statusFor(refusal) : 200)

const showCode = (c: Request, values: { email: string; ticket: string }, refusal: Refusal | null) =>
  showOpen(
    c,
    <CodePage
      {...values}
      title="Prove your e-mail address"
      action="/new-login/code"
      button="Go on"
      again="/new-login"
      next="/organizations"
      trouble={troubleOf(refusal)}
    />,
    refusal ? statusFor(refusal) : 200,
  )

/**
 * A login for somebody whose organization is here already: with their address proved they see whom they can ask. Who has
 * a login with the address comes in by it, and its password stays.
 */
export const newLoginRoutes = new Open()
  .get('/new-login', { may: 'anyone' }, async (_, c) => showNewLogin(c, null))

  .post('/new-login', { may: 'anyone' }, async (platform, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      const parsed = await attempt(() => checkedInput(input, form))
      const weak = await attempt(() => checkPassword(form.password ?? '', [form.name ?? '', form.email ?? '']))
      if (!parsed.ok || !weak.ok) {
        const fields = { ...(parsed.ok ? {} : parsed.refusal.fields), ...(weak.ok ? {} : weak.refusal.fields) }
        return refuse('invalid', 'input', 'There is a problem with what was entered.', fields)
      }
      const { name, email } = parsed.value
      await countCode(platform, c, email)
      const emailWritten = (form.email ?? '').trim().slice(0, 254)
      const passwordHash = await hashPassword(form.password ?? '', platform.env.PEPPER)
      const body: NewLogin = { name, email, emailWritten, passwordHash }
      const { ticket, code } = await issueTicket(platform, 'new-login', email, body)
      const why = 'You are making a login. If you already have one with this address, its password stays as it is.'
      const letter = codeLetter(why, code, goodForMinutes['new-login'])
      post(platform, `code:${ticket.slice(0, 12)}`, { address: email, name }, letter)
      return { email, ticket }
    })
    return done.ok ? showCode(c, done.value, null) : showNewLogin(c, done.refusal)
  })

  .post('/new-login/code', { may: 'anyone' }, async (platform, c) => {
    const { ticket = '', code = '', email = '' } = c.var.form
    const done = await attempt(async () => {
      const taken = await proveByCode(platform, c, 'new-login', ticket, code)
      const login = await lookUpLogin(platform, taken.email)
      const loginId = login?.id ?? (await createLogin(platform, taken.body as NewLogin))
      return arrive(platform, c, loginId, 'code', '/organizations')
    })
    return done.ok ? seeOther(c, done.value) : showCode(c, { ticket, email: email.slice(0, 254) }, done.refusal)
  })
