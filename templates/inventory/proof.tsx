import { A, type Column, DataTable, EmptyState, Note, PageHead, When } from '../kit'
import { Page } from '../layouts/page'

export type Difference = {
  partId: string
  number: string
  bin: string
  condition: string
  kept: number
  proved: number
}

const isValue = ({ condition }: Difference) => condition === 'value'
const shown = (difference: Difference, value: number) => (isValue(difference) ? String(value) : String(value / 100_000))

const columns: Column<Difference>[] = [
  {
    head: 'Part',
    main: true,
    cell: ({ partId, number }) => (
      <A href={`/parts/${partId}/lines`} class="lk code">
        {number}
      </A>
    ),
  },
  { head: 'What', cell: (row) => (row.bin ? `${row.bin}, ${row.condition}` : row.condition) },
  { head: 'Kept', number: true, cell: (row) => shown(row, row.kept) },
  { head: 'By the ledger', number: true, cell: (row) => shown(row, row.proved) },
]

/** Every balance and every value against the sum of the ledger, at this moment. */
export const ProofPage = ({ differences, at }: { differences: Difference[]; at: number }) => (
  <Page title="Proof of the stock" door="parts">
    <PageHead
      title="Proof of the stock"
      back={{ href: '/parts', label: 'Parts' }}
      facts={
        <>
          Checked <When at={at} />
        </>
      }
    />
    {differences.length === 0 ? (
      <EmptyState icon="circle-check" title="The stock equals its ledger">
        <p>
          Every balance in every bin, every total and every value is the sum of its movements. It is proved each night.
        </p>
      </EmptyState>
    ) : (
      <>
        <Note kind="danger">
          The stock differs from its ledger. Stop moving these parts and tell whoever runs this installation.
        </Note>
        <DataTable
          caption="Differences"
          columns={columns}
          rows={differences}
          keyOf={({ partId, bin, condition }) => `${partId}-${bin}-${condition}`}
          empty={null}
        />
      </>
    )}
  </Page>
)
