export type Hue = 'grey' | 'blue' | 'teal' | 'green' | 'amber' | 'orange' | 'red' | 'purple'
type Glyph = 'dot' | 'ring' | 'half' | 'triangle' | 'square' | 'cross' | 'tick' | 'pause' | 'diamond' | 'arrow'

/** Drawn, never typed: fonts lack half of these. */
const shapes: Record<Glyph, string> = {
  dot: 'M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  ring: 'M5 .5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zm0 2a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  half: 'M5 .5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zm0 2v5a2.500 2.500 0 0 0 0-5z',
  triangle: 'M5 1l4.500 8h-9z',
  square: 'M1 1h8v8H1z',
  cross: 'M2 .8L5 3.800 8 .8 9.200 2 6.200 5l3 3L8 9.200l-3-3-3 3L.8 8l3-3-3-3z',
  tick: 'M.8 5.200L2 4l2 2 4-4.200L9.200 3 4 8.400z',
  pause: 'M1.500 1h2.500v8H1.500zM6 1h2.500v8H6z',
  diamond: 'M5 .5L9.500 5 5 9.500.5 5z',
  arrow: 'M1 4h4V1l4.500 4L5 9V6H1z',
}

export const GlyphMark = ({ glyph }: { glyph: Glyph }) => (
  <svg class="gl" viewBox="0 0 10 10" aria-hidden="true">
    <path d={shapes[glyph]} fill="currentColor" fill-rule="evenodd" />
  </svg>
)

/** A state: its word, its shape and its tint together. Never a button. */
export const Pill = ({ hue, glyph, children }: { hue: Hue; glyph?: Glyph; children: string }) => (
  <span class={`pill pill-${hue}`}>
    {glyph ? <GlyphMark glyph={glyph} /> : null}
    {children}
  </span>
)

type Look = { word: string; hue: Hue; glyph: Glyph }

/** Every state of every noun looks the same wherever it is shown. */
export const states = {
  task: {
    'to-do': { word: 'To do', hue: 'grey', glyph: 'ring' },
    doing: { word: 'Doing', hue: 'blue', glyph: 'half' },
    done: { word: 'Done', hue: 'green', glyph: 'tick' },
  },
  site: {
    open: { word: 'Open', hue: 'green', glyph: 'dot' },
    closed: { word: 'Closed', hue: 'grey', glyph: 'cross' },
  },
  vendor: {
    approved: { word: 'Approved', hue: 'green', glyph: 'tick' },
    pending: { word: 'Pending', hue: 'amber', glyph: 'half' },
    blacklisted: { word: 'Blacklisted', hue: 'red', glyph: 'square' },
    ended: { word: 'Out of use', hue: 'grey', glyph: 'cross' },
  },
  thread: {
    open: { word: 'Open', hue: 'blue', glyph: 'dot' },
    unmatched: { word: 'Unmatched', hue: 'amber', glyph: 'triangle' },
    snoozed: { word: 'Snoozed', hue: 'purple', glyph: 'pause' },
    done: { word: 'Done', hue: 'green', glyph: 'tick' },
  },
  message: {
    draft: { word: 'Draft', hue: 'grey', glyph: 'ring' },
    queued: { word: 'Waits to go out', hue: 'grey', glyph: 'half' },
    sending: { word: 'Going out', hue: 'blue', glyph: 'half' },
    unknown: { word: 'Unknown, check', hue: 'amber', glyph: 'triangle' },
    sent: { word: 'Sent', hue: 'blue', glyph: 'arrow' },
    delivered: { word: 'Delivered', hue: 'green', glyph: 'tick' },
    undelivered: { word: 'Not delivered', hue: 'red', glyph: 'square' },
    failed: { word: 'Failed', hue: 'red', glyph: 'square' },
    bounced: { word: 'Bounced', hue: 'red', glyph: 'square' },
    withheld: { word: 'Withheld', hue: 'amber', glyph: 'pause' },
    received: { word: 'Received', hue: 'green', glyph: 'dot' },
    note: { word: 'Note', hue: 'grey', glyph: 'ring' },
  },
  paper: {
    holds: { word: 'Holds', hue: 'green', glyph: 'dot' },
    ending: { word: 'Ends soon', hue: 'amber', glyph: 'triangle' },
    expired: { word: 'Expired', hue: 'red', glyph: 'square' },
  },
  need: {
    open: { word: 'Open', hue: 'amber', glyph: 'ring' },
    asked: { word: 'Asked', hue: 'blue', glyph: 'half' },
    ordered: { word: 'Ordered', hue: 'green', glyph: 'tick' },
    dropped: { word: 'Dropped', hue: 'grey', glyph: 'cross' },
  },
  rfq: {
    draft: { word: 'Draft', hue: 'grey', glyph: 'ring' },
    sent: { word: 'Out', hue: 'blue', glyph: 'arrow' },
    closed: { word: 'To decide', hue: 'purple', glyph: 'diamond' },
    awarded: { word: 'Awarded', hue: 'green', glyph: 'tick' },
    cancelled: { word: 'Cancelled', hue: 'grey', glyph: 'cross' },
  },
  invoice: {
    matched: { word: 'Agrees', hue: 'green', glyph: 'tick' },
    exception: { word: 'Does not agree', hue: 'amber', glyph: 'triangle' },
    released: { word: 'Released', hue: 'teal', glyph: 'half' },
    cancelled: { word: 'Cancelled', hue: 'grey', glyph: 'cross' },
  },
  reply: {
    waiting: { word: 'To confirm', hue: 'amber', glyph: 'triangle' },
    taken: { word: 'Taken as a quote', hue: 'green', glyph: 'tick' },
    'set-aside': { word: 'Set aside', hue: 'grey', glyph: 'cross' },
  },
  'invitation-to-quote': {
    queued: { word: 'Going out', hue: 'grey', glyph: 'ring' },
    sent: { word: 'Sent', hue: 'blue', glyph: 'arrow' },
    bounced: { word: 'Not reached', hue: 'red', glyph: 'square' },
    opened: { word: 'Opened', hue: 'teal', glyph: 'half' },
    answered: { word: 'Quoted', hue: 'green', glyph: 'tick' },
    declined: { word: 'Declined', hue: 'grey', glyph: 'cross' },
    expired: { word: 'No answer', hue: 'amber', glyph: 'triangle' },
    withdrawn: { word: 'Withdrawn', hue: 'grey', glyph: 'pause' },
  },
  'purchase-order': {
    approval: { word: 'To approve', hue: 'amber', glyph: 'triangle' },
    approved: { word: 'To send', hue: 'purple', glyph: 'diamond' },
    sent: { word: 'Sent', hue: 'blue', glyph: 'arrow' },
    acknowledged: { word: 'Acknowledged', hue: 'teal', glyph: 'half' },
    received: { word: 'Received', hue: 'green', glyph: 'tick' },
    cancelled: { word: 'Cancelled', hue: 'grey', glyph: 'cross' },
    declined: { word: 'Declined', hue: 'red', glyph: 'cross' },
  },
  place: {
    retired: { word: 'Retired', hue: 'grey', glyph: 'cross' },
  },
  order: {
    requested: { word: 'Requested', hue: 'grey', glyph: 'ring' },
    rejected: { word: 'Rejected', hue: 'grey', glyph: 'cross' },
    approved: { word: 'Open', hue: 'blue', glyph: 'ring' },
    planned: { word: 'Planned', hue: 'blue', glyph: 'ring' },
    scheduled: { word: 'Scheduled', hue: 'teal', glyph: 'half' },
    'waiting-material': { word: 'Waiting for parts', hue: 'amber', glyph: 'pause' },
    'waiting-condition': { word: 'Waiting for the plant', hue: 'amber', glyph: 'pause' },
    'in-progress': { word: 'In progress', hue: 'blue', glyph: 'half' },
    'on-hold': { word: 'On hold', hue: 'amber', glyph: 'pause' },
    completed: { word: 'Done, to review', hue: 'green', glyph: 'tick' },
    closed: { word: 'Closed', hue: 'green', glyph: 'tick' },
    cancelled: { word: 'Cancelled', hue: 'grey', glyph: 'cross' },
  },
  report: {
    received: { word: 'Received', hue: 'amber', glyph: 'triangle' },
    triaged: { word: 'Accepted', hue: 'blue', glyph: 'half' },
    merged: { word: 'Merged', hue: 'purple', glyph: 'arrow' },
    declined: { word: 'Declined', hue: 'grey', glyph: 'cross' },
    done: { word: 'Done', hue: 'green', glyph: 'tick' },
  },
  code: {
    blank: { word: 'On nothing yet', hue: 'grey', glyph: 'ring' },
    live: { word: 'In use', hue: 'green', glyph: 'dot' },
    revoked: { word: 'Revoked', hue: 'red', glyph: 'square' },
    retired: { word: 'Retired', hue: 'grey', glyph: 'cross' },
    replaced: { word: 'Replaced', hue: 'blue', glyph: 'arrow' },
  },
  part: {
    retired: { word: 'Retired', hue: 'grey', glyph: 'cross' },
  },
  stock: {
    low: { word: 'Low', hue: 'amber', glyph: 'triangle' },
    out: { word: 'Out', hue: 'red', glyph: 'square' },
    'on-order': { word: 'On order', hue: 'blue', glyph: 'arrow' },
  },
  asset: {
    operational: { word: 'Operational', hue: 'green', glyph: 'dot' },
    'needs-maintenance': { word: 'Needs maintenance', hue: 'amber', glyph: 'triangle' },
    down: { word: 'Down', hue: 'red', glyph: 'square' },
    retired: { word: 'Retired', hue: 'grey', glyph: 'cross' },
  },
  member: {
    active: { word: 'Active', hue: 'green', glyph: 'dot' },
    disabled: { word: 'Disabled', hue: 'amber', glyph: 'pause' },
    left: { word: 'Has left', hue: 'grey', glyph: 'cross' },
  },
  right: {
    yes: { word: 'Yes', hue: 'green', glyph: 'tick' },
  },
  invitation: {
    sent: { word: 'Sent', hue: 'blue', glyph: 'arrow' },
    expired: { word: 'Expired', hue: 'amber', glyph: 'triangle' },
    accepted: { word: 'Accepted', hue: 'green', glyph: 'tick' },
    revoked: { word: 'Revoked', hue: 'grey', glyph: 'cross' },
  },
  tablet: {
    shared: { word: 'Shared', hue: 'green', glyph: 'dot' },
    ended: { word: 'Ended', hue: 'grey', glyph: 'cross' },
  },
  letter: {
    waiting: { word: 'Waiting', hue: 'amber', glyph: 'triangle' },
    replayed: { word: 'Sent again', hue: 'blue', glyph: 'arrow' },
    dismissed: { word: 'Dismissed', hue: 'grey', glyph: 'cross' },
  },
  key: {
    active: { word: 'Active', hue: 'green', glyph: 'dot' },
    ending: { word: 'Ends soon', hue: 'amber', glyph: 'triangle' },
    expired: { word: 'Expired', hue: 'grey', glyph: 'ring' },
    revoked: { word: 'Revoked', hue: 'red', glyph: 'cross' },
    orphaned: { word: 'Maker left', hue: 'grey', glyph: 'pause' },
  },
  service: {
    on: { word: 'On', hue: 'green', glyph: 'dot' },
    off: { word: 'Off', hue: 'grey', glyph: 'pause' },
  },
  'signing-key': {
    next: { word: 'Next', hue: 'blue', glyph: 'ring' },
    signing: { word: 'Signs', hue: 'green', glyph: 'dot' },
    verifying: { word: 'Verifies only', hue: 'grey', glyph: 'half' },
  },
} as const satisfies Record<string, Record<string, Look>>

export function State<N extends keyof typeof states>({ of, is }: { of: N; is: keyof (typeof states)[N] }) {
  const look = states[of][is] as Look
  return (
    <Pill hue={look.hue} glyph={look.glyph}>
      {look.word}
    </Pill>
  )
}
