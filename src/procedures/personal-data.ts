import type { Column, TableDeclaration } from '../platform/room'

const none: Column = { personal: 'none' }
const person: Column = { personal: 'member', erasure: 'pseudonym' }
const words: Column = { personal: 'member', erasure: 'redact' }

const columns = (names: string, others: Record<string, Column> = {}): Record<string, Column> => ({
  ...Object.fromEntries(names.split(' ').map((name) => [name, none])),
  ...others,
})

export const personalData: TableDeclaration[] = [
  {
    table: 'procedures',
    database: 'tenant',
    purpose: 'How kinds of work are done.',
    retention: 'While the organization is a customer.',
    columns: columns('id number current_id created_at ended_at version', {
      title: words,
      summary: words,
      created_by: person,
    }),
  },
  {
    table: 'procedure_versions',
    database: 'tenant',
    purpose: 'Every version of how work is done, since orders pin the one by which they were done.',
    retention: 'While the organization is a customer.',
    columns: columns('id procedure_id number state written_at approved_at revision', {
      steps: words,
      tools: words,
      written_by: person,
      approved_by: person,
    }),
  },
]
