import type { TableDeclaration } from '../platform/room'

const none = { personal: 'none' } as const
const maker = { personal: 'member', erasure: 'pseudonym' } as const
const words = { personal: 'member', erasure: 'redact' } as const

export const personalData: TableDeclaration[] = [
  {
    table: 'files',
    database: 'tenant',
    purpose: 'To know which bytes are kept, what they are, and whether their text can be searched.',
    retention: 'While a record holds them; then a day (files.sweep).',
    columns: {
      id: none,
      sha256: none,
      name: words,
      kind: none,
      type: none,
      size_bytes: none,
      width: none,
      height: none,
      thumbnail: none,
      active: none,
      text_state: none,
      text_reason: none,
      pages: none,
      pages_read: none,
      text_tries: none,
      created_by: maker,
      created_at: none,
      loose_since: none,
    },
  },
  {
    table: 'attachments',
    database: 'tenant',
    purpose: 'To know which files belong to a record, and under which name.',
    retention: 'While the record is kept.',
    columns: { id: none, file_id: none, about: none, role: none, name: words, created_by: maker, created_at: none },
  },
  {
    table: 'uploads',
    database: 'tenant',
    purpose: 'To go on with a file that broke off, and to let its sender use it before a record holds it.',
    retention: 'A day (files.sweep).',
    columns: {
      id: none,
      name: { personal: 'member', erasure: 'expires' },
      size_bytes: none,
      fingerprint: { personal: 'member', erasure: 'expires' },
      about: none,
      role: none,
      file_id: none,
      created_by: { personal: 'member', erasure: 'expires' },
      created_at: none,
      expires_at: none,
    },
  },
  {
    table: 'file_pages',
    database: 'tenant',
    purpose: 'To find a document by its words and to quote the page they stand on.',
    retention: 'As long as the file.',
    columns: { seq: none, file_id: none, page: none, text: words },
  },
]
