import { sql } from 'drizzle-orm'
import type { Room } from '../platform/room'
import { attachFile, detachFile, eraseLoose, finishUpload, renameAttachment, startUpload } from './file.actions'
import { fileApi } from './file.api'
import { filePages } from './file.routes'
import { nameplatePages } from './nameplate.routes'
import { personalData } from './personal-data'
import { attachments, uploads } from './schema'
import { searchFiles } from './search'
import { sweep } from './sweep'
import { giveUpText, keepPages, readAgain, readOn } from './text.actions'

export const files: Room = {
  name: 'files',
  about:
    'One store for the files of every record: pictures, manuals, papers. Documents are found by the words on their pages.',
  actions: [
    startUpload,
    finishUpload,
    attachFile,
    renameAttachment,
    detachFile,
    eraseLoose,
    keepPages,
    giveUpText,
    readAgain,
  ],
  permissions: [{ name: 'files.file.see', about: 'Looks at files of records that one may see.' }],
  routes: [...filePages.routes, ...nameplatePages.routes, ...fileApi.routes],
  listeners: [
    {
      to: 'files.file-stored',
      name: 'files.begin-reading',
      about: 'Reads the first pages of a document that has come.',
      handle: (ctx, fact, key) => (fact.kind === 'pdf' ? readOn(ctx, fact, key) : Promise.resolve()),
    },
    {
      to: 'files.text-wanted',
      name: 'files.read-again',
      about: 'Reads a document from its first page.',
      handle: readOn,
    },
    { to: 'files.pages-read', name: 'files.read-on', about: 'Reads the next pages of a document.', handle: readOn },
  ],
  ticks: [
    {
      name: 'files.sweep',
      about:
        'Erases files that no record has held for a day and uploads that were left, and proves that store and database agree.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: sweep,
    },
  ],
  panels: ['task', 'site', 'place', 'asset', 'model', 'vendor', 'part'].map((on) => ({
    on,
    title: 'Photos and documents',
    href: (id) => `/files/panel?about=${id}`,
    may: 'files.file.see',
  })),
  holds: [
    { in: attachments.about, why: sql`'The file ' || min(${attachments.name}) || ' hangs on it.'` },
    { in: uploads.about, why: sql`'A file is being sent to it.'` },
  ],
  search: { permission: 'files.file.see', find: searchFiles },
  personalData,
}
