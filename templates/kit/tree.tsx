import type { Child } from 'hono/jsx'
import { Icon } from './icon'
import { A } from './link'

export type TreeNode = {
  id: string
  href: string
  /** What is painted on it, before its name. */
  code?: string
  label: string
  /** The shape of its state, or its icon. */
  mark?: Child
  /** Muted words at the row's end. */
  end?: Child
  current?: boolean
  open?: boolean
  children: TreeNode[]
}

/** Things in things. Each branch opens and closes by itself; each name is a link. */
export const Tree = ({ nodes, label }: { nodes: TreeNode[]; label: string }) => (
  <nav class="tree" aria-label={label}>
    <Branch nodes={nodes} />
  </nav>
)

const Branch = ({ nodes }: { nodes: TreeNode[] }) => (
  <ul>
    {nodes.map((node) => (
      <li>
        {node.children.length > 0 ? (
          <details open={node.open ?? false}>
            <summary aria-label={`What is in ${node.label}`}>
              <Icon name="chevron-right" class="ico-s" />
            </summary>
            <Branch nodes={node.children} />
          </details>
        ) : null}
        <div class={node.children.length > 0 ? 'twig' : 'twig leaf'}>
          {node.mark}
          <A href={node.href} current={node.current ?? false}>
            {node.code ? <span class="code">{node.code}</span> : null} {node.label}
          </A>
          {node.end ? <span class="muted end">{node.end}</span> : null}
        </div>
      </li>
    ))}
  </ul>
)

/** The way down to a thing: each step a link, the last one the thing itself. */
export const Crumbs = ({ steps }: { steps: { href: string; label: string }[] }) => (
  <nav class="crumbs" aria-label="Where this stands">
    {steps.map(({ href, label }, index) => (
      <>
        {index > 0 ? <span aria-hidden="true">›</span> : null}
        <A href={href} class="lk">
          {label}
        </A>
      </>
    ))}
  </nav>
)

type Flat = { id: string; parentId: string | null }

/** Rows with their parents' ids as a tree; one whose parent is not among them stands on top. */
export function treeOf<T extends Flat>(rows: T[], node: (row: T, children: TreeNode[], depth: number) => TreeNode) {
  const ids = new Set(rows.map(({ id }) => id))
  const byParent = new Map<string | null, T[]>()
  for (const row of rows) {
    const key = row.parentId !== null && ids.has(row.parentId) ? row.parentId : null
    byParent.set(key, [...(byParent.get(key) ?? []), row])
  }
  const branch = (parent: string | null, depth: number): TreeNode[] =>
    (byParent.get(parent) ?? []).map((row) => node(row, branch(row.id, depth + 1), depth))
  return branch(null, 0)
}
