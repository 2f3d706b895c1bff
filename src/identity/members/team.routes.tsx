import { type Kind, TeamFormPage, TeamsPage } from '../../../templates/identity/members/teams'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { searchMembers } from './member.queries'
import { changeTeam, createTeam, findTeam, kindWords, listTeams, removeTeam, teamKinds } from './team'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const kindOf = (word: string | undefined): Kind => teamKinds.find((kind) => kind === word) ?? 'team'
const listOf = (kind: Kind) => (kind === 'team' ? '/teams' : `/teams?kind=${kind}`)

/** The form with the person that its words name, where the browser could not choose one. */
async function withLead(ctx: Context, form: Record<string, string>): Promise<Record<string, string>> {
  const words = form['leadId-words']?.trim() ?? ''
  if (form.leadId || words === '') return form
  const [only, another] = (await searchMembers(ctx, words)).filter(
    ({ name }) => name.toLowerCase() === words.toLowerCase(),
  )
  if (only && !another) return { ...form, leadId: only.id }
  const sentence = 'Choose a name from the list.'
  return refuse('invalid', 'team.lead', sentence, { leadId: sentence })
}

async function showForm(
  c: Request,
  ctx: Context,
  teamId: string | null,
  form: Record<string, string>,
  refusal: Refusal | null,
) {
  const team = teamId === null ? null : ((await listTeams(ctx)).find((row) => row.id === teamId) ?? null)
  if (teamId !== null && team === null) await findTeam(ctx, teamId)
  const values = team
    ? { name: team.name, about: team.about, leadId: team.leadId ?? '', 'leadId-words': team.lead ?? '', ...form }
    : form
  const trouble = refusal ? { sentence: refusal.message, fields: refusal.fields } : null
  const page = <TeamFormPage kind={team?.kind ?? kindOf(form.kind)} team={team} values={values} trouble={trouble} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Teams, departments and positions. */
export const teamPages = new Pages()
  .get('/teams', { may: 'identity.team.see' }, async (ctx, c) => {
    const kind = kindOf(c.req.query('kind'))
    return show(c, ctx, <TeamsPage kind={kind} rows={(await listTeams(ctx)).filter((row) => row.kind === kind)} />)
  })

  .get('/teams/new', { may: createTeam.action }, (ctx, c) =>
    showForm(c, ctx, null, { kind: kindOf(c.req.query('kind')) }, null),
  )

  .post('/teams', { may: createTeam.action }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(async () => createTeam(ctx, await withLead(ctx, form), { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, null, form, done.refusal)
    const kind = kindOf(form.kind)
    return seeOther(c, at(ctx, listOf(kind)), { text: `The ${kindWords[kind].one} is saved.`, undo: null })
  })

  .get('/teams/:id{tm_[^/]+}', { may: changeTeam.action }, (ctx, c) => showForm(c, ctx, id(c), {}, null))

  .post('/teams/:id{tm_[^/]+}', { may: changeTeam.action }, async (ctx, c) => {
    const { form } = c.var
    const { kind } = await findTeam(ctx, id(c))
    const done = await attempt(async () =>
      changeTeam(ctx, { ...(await withLead(ctx, form)), id: id(c) }, { key: c.var.key }),
    )
    if (!done.ok) return showForm(c, ctx, id(c), form, done.refusal)
    return seeOther(c, at(ctx, listOf(kind)), { text: `The ${kindWords[kind].one} is saved.`, undo: null })
  })

  .post('/teams/:id{tm_[^/]+}/removal', { may: removeTeam.action }, async (ctx, c) => {
    const { name, kind } = await removeTeam(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, listOf(kind)), { text: `${name} is removed. Its people stay.`, undo: null })
  })
