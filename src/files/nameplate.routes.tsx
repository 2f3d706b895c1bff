import * as z from 'zod'
import { Confirm, NameplatePage, NewNameplatePage } from '../../templates/files/nameplate'
import { attempt, refuse } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { policyWith } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import type { PlateField } from '../ports/plate-reader'
import { keys, type StoredFile } from './file'
import { startUpload } from './file.actions'
import { findFile } from './file.queries'
import { limitsInWords } from './file-kind'

/** Larger pictures are not handed to a reader: browsers make them smaller before they are sent. */
const readableBytes = 8 * 1024 * 1024

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const lines = z
  .array(
    z.object({
      words: z.array(z.object({ text: z.string().max(200), confidence: z.number().min(0).max(1), box })).max(60),
    }),
  )
  .max(150)

const given = z.object({
  lines: z
    .string()
    .default('[]')
    .transform((text, check) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        check.addIssue({ code: 'custom', message: 'The lines arrived damaged.' })
        return z.NEVER
      }
    })
    .pipe(lines),
})

/** The page on which a browser reads: it alone may run WebAssembly, in a worker of ours. */
const readingPolicy = () => policyWith({ 'script-src': "'self' 'wasm-unsafe-eval'", 'worker-src': "'self'" })

async function findPlate(ctx: Context, c: Request): Promise<StoredFile> {
  const { file } = await findFile(ctx, c.req.param('id') ?? '')
  if (file.kind !== 'photo') refuse('not-found', 'plate.no-picture', 'This file is not a picture.')
  return file
}

/** What the reader makes of a plate; nothing where it cannot be asked or says no: a person types it then. */
async function readPlate(
  ctx: Context,
  c: Request,
  file: StoredFile,
): Promise<{ fields: PlateField[]; said: string | null }> {
  const { plates, files } = ctx.ports
  const input = checkedInput(given, { lines: c.var.form.lines })
  const wanted = plates.takes === 'picture' && file.sizeBytes <= readableBytes
  const kept = wanted ? await files.get(keys.file(ctx.organization.id, file)) : null
  const picture = kept && {
    bytes: new Uint8Array(await new Response(kept.bytes).arrayBuffer()),
    type: file.type,
    width: file.width ?? 0,
    height: file.height ?? 0,
  }
  const done = await attempt(() => plates.read({ picture, lines: input.lines }))
  if (!done.ok) return { fields: [], said: done.refusal.message }
  return {
    fields: done.value,
    said: done.value.length === 0 ? 'Nothing on it could be read. Type what it says.' : null,
  }
}

const one = '/nameplates/:id{fl_[^/]+}'

/** Pages under /nameplates: photograph one, look at what was read, go on to the new asset with it. */
export const nameplatePages = new Pages()
  .get('/nameplates/new', { may: startUpload.action }, async (ctx, c) =>
    show(c, ctx, <NewNameplatePage limits={limitsInWords} />),
  )

  .get(one, { may: 'files.file.see' }, async (ctx, c) => {
    const file = await findPlate(ctx, c)
    c.header('Content-Security-Policy', readingPolicy())
    return show(c, ctx, <NameplatePage file={file} takes={ctx.ports.plates.takes} fields={null} said={null} />)
  })

  .post(`${one}/reading`, { may: 'files.file.see' }, async (ctx, c) => {
    const file = await findPlate(ctx, c)
    const { fields, said } = await readPlate(ctx, c, file)
    c.header('Content-Security-Policy', readingPolicy())
    // The page's own script asks for the form alone; a plain form gets the page with it.
    if (c.req.header('HX-Request')) return show(c, ctx, <Confirm file={file} fields={fields} said={said} />)
    return show(c, ctx, <NameplatePage file={file} takes={ctx.ports.plates.takes} fields={fields} said={said} />)
  })
