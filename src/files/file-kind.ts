import { refuse } from '../kernel/refusal'

/** How the house treats a file: shown as a picture, read as pages, or kept and handed back as it is. */
export type Kind = 'photo' | 'pdf' | 'plain'

const mb = 1024 * 1024

/** The most that a file of a kind may have, in bytes. */
export const limitBytes: Record<Kind, number> = { photo: 25 * mb, pdf: 200 * mb, plain: 100 * mb }

/** What can be sent, said before anybody chooses. */
export const limitsInWords =
  'Pictures (JPEG, PNG, WebP) up to 25 MB, PDF up to 200 MB, other files up to 100 MB. No programs.'

type Type = { kind: Kind; title: string; endings: readonly string[] }

/** Types whose bytes prove themselves: a name with one of these endings must have such bytes. */
const proven: Record<string, Type> = {
  'image/jpeg': { kind: 'photo', title: 'a JPEG picture', endings: ['jpg', 'jpeg', 'jfif'] },
  'image/png': { kind: 'photo', title: 'a PNG picture', endings: ['png'] },
  'image/webp': { kind: 'photo', title: 'a WebP picture', endings: ['webp'] },
  'application/pdf': { kind: 'pdf', title: 'a PDF', endings: ['pdf'] },
}

/** Types that are handed back under their own name; everything else is handed back as unknown bytes. */
const plainTypes: Record<string, readonly string[]> = {
  'text/plain; charset=utf-8': ['txt', 'log', 'md'],
  'text/csv; charset=utf-8': ['csv', 'tsv'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/zip': ['zip'],
  'message/rfc822': ['eml'],
  'video/mp4': ['mp4'],
  'audio/mpeg': ['mp3'],
}

const programEndings =
  'exe msi msix com scr bat cmd ps1 vbs vbe js jse mjs wsf wsh hta jar apk app dmg lnk cpl dll sys reg sh'.split(' ')
const programTypes = [
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/x-ms-shortcut',
  'application/vnd.microsoft.portable-executable',
]

/** “pdf” of “Pump manual.PDF”; empty where a name has no ending. */
export const endingOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** What a name promises, before a byte has come. */
const promised = (name: string) => Object.entries(proven).find(([, { endings }]) => endings.includes(endingOf(name)))

const inMb = (bytes: number) => `${Math.ceil(bytes / mb)} MB`

/**
 * Says whether a file of this name and size may come at all: asked before it is sent, and again when it is here.
 * Refuses 'invalid' ('file.empty', 'file.program', 'file.heic', 'file.too-large').
 */
export function checkPromise(name: string, sizeBytes: number): void {
  if (sizeBytes === 0) no('file.empty', 'This file is empty. Choose another one.')
  if (programEndings.includes(endingOf(name))) noProgram()
  if (['heic', 'heif', 'avif'].includes(endingOf(name))) noHeic()
  const kind = promised(name)?.[1].kind ?? 'plain'
  checkSize(kind, sizeBytes)
}

function checkSize(kind: Kind, sizeBytes: number): void {
  if (sizeBytes > limitBytes[kind]) {
    const what = { photo: 'A picture', pdf: 'A PDF', plain: 'A file of this kind' }[kind]
    no('file.too-large', `${what} must be smaller than ${inMb(limitBytes[kind])}; this one has ${inMb(sizeBytes)}.`)
  }
}

/**
 * What the bytes are, whatever the name says. `sniffed` is the media type that the first bytes show, if they show any.
 * Answers the name with the ending that the bytes deserve.
 *
 * Refuses 'invalid': programs ('file.program'), pictures that browsers cannot show ('file.heic'), a name that says
 * picture or PDF over other bytes, or the other way round ('file.lies'), and what is too large for its kind.
 */
export function judge(given: { name: string; sizeBytes: number; sniffed: string | null }): {
  kind: Kind
  type: string
  name: string
} {
  const { name, sizeBytes, sniffed } = given
  checkPromise(name, sizeBytes)
  if (sniffed !== null && programTypes.includes(sniffed)) noProgram()
  if (sniffed !== null && /^image\/(heic|heif|avif)/.test(sniffed)) noHeic()

  const [saidType, said] = promised(name) ?? [null, null]
  const real = sniffed === null ? undefined : proven[sniffed]
  if (said && !real)
    no('file.lies', `The name says that this is ${said.title}, but its contents are not. Look at it again.`)
  if (!real || sniffed === null) {
    const type = Object.entries(plainTypes).find(([, endings]) => endings.includes(endingOf(name)))?.[0]
    return { kind: 'plain', type: type ?? 'application/octet-stream', name }
  }
  checkSize(real.kind, sizeBytes)
  if (saidType === sniffed) return { kind: real.kind, type: sniffed, name }
  // Telephones call every picture .jpg: among pictures the ending is put right.
  if (endingOf(name) === '' || said?.kind === 'photo') {
    if (endingOf(name) !== '' && real.kind !== 'photo') return lies(name, real)
    const stem = endingOf(name) === '' ? name : name.slice(0, name.lastIndexOf('.'))
    return { kind: real.kind, type: sniffed, name: `${stem}.${real.endings[0]}` }
  }
  return lies(name, real)
}

const lies = (name: string, real: Type) =>
  no(
    'file.lies',
    `The name ends in .${endingOf(name)}, but this is ${real.title}. Give it the ending .${real.endings[0]}.`,
  )

const no = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { file: sentence })

const noProgram = () =>
  no('file.program', 'Programs are not kept here. Put it into a ZIP file if it belongs to a machine.')

const noHeic = () =>
  no(
    'file.heic',
    'This picture has a format (HEIC) that most browsers cannot show. Send it as JPEG: on an iPhone choose Settings, Camera, Formats, Most Compatible.',
  )
