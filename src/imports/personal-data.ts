import type { Column, TableDeclaration } from '../platform/room'

const none: Column = { personal: 'none' }
const maker: Column = { personal: 'member', erasure: 'pseudonym' }
const words: Column = { personal: 'member', erasure: 'expires' }

const all = (names: string, but: Record<string, Column> = {}): Record<string, Column> => ({
  ...Object.fromEntries(names.split(' ').map((name) => [name, none])),
  ...but,
})

export const personalData: TableDeclaration[] = [
  {
    table: 'imports',
    database: 'tenant',
    purpose: 'To know which files became records, who brought them in and what came of it, and to take it back.',
    retention: 'While the organization is a customer; file, rows and sample ninety days (imports.forget).',
    columns: all(
      'id kind file_id state phase page pages row_count laid trouble reading existing sites counts tries moved_at created_at started_at finished_at forgotten_at version',
      {
        file_name: { personal: 'member', erasure: 'redact' },
        sample: words,
        mapping: words,
        created_by: maker,
        started_by: maker,
      },
    ),
  },
  {
    table: 'import_rows',
    database: 'tenant',
    purpose: 'To tell what each row of a file came to, and to take it back.',
    retention: 'Ninety days (imports.forget).',
    columns: all('import_id row page level under state record_id', {
      key: words,
      refers: words,
      note: words,
      problems: words,
      before: words,
    }),
  },
  {
    table: 'import_names',
    database: 'tenant',
    purpose: 'To find the row of a file that another one calls.',
    retention: 'Ninety days (imports.forget).',
    columns: all('import_id row', { name: words }),
  },
  {
    table: 'import_mappings',
    database: 'tenant',
    purpose: 'To read the next file of the same shape as the last one.',
    retention: 'A year after it was last used (imports.forget).',
    columns: all('kind used_at existing', { shape: words, mapping: words }),
  },
]
