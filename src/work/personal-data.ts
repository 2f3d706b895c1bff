import type { Column, TableDeclaration } from '../platform/room'

const none: Column = { personal: 'none' }
const person: Column = { personal: 'member', erasure: 'pseudonym' }
const words: Column = { personal: 'member', erasure: 'redact' }

const columns = (names: string, others: Record<string, Column> = {}): Record<string, Column> => ({
  ...Object.fromEntries(names.split(' ').map((name) => [name, none])),
  ...others,
})

const table = (name: string, purpose: string, of: Record<string, Column>): TableDeclaration => ({
  table: name,
  database: 'tenant',
  purpose,
  retention: 'While the organization is a customer.',
  columns: of,
})

export const personalData: TableDeclaration[] = [
  table(
    'work_orders',
    'What is to be maintained, by whom, what was done and what it cost.',
    columns(
      'id number kind priority status asset_id asset_tag asset_name place_id place_name site_id parent_id team_id due_on due_minute due_at scheduled_on estimate_minutes source procedure_version_id open_steps hazards signature problem_id cause_id remedy_id created_at approved_at started_at completed_at closed_at cost_minor version',
      {
        title: words,
        description: words,
        reason: words,
        failure_words: words,
        outcome: words,
        assignee_id: person,
        created_by: person,
        completed_by: person,
        closed_by: person,
      },
    ),
  ),
  table('work_people', 'Who helps with an order.', columns('order_id', { member_id: person })),
  table('work_facets', 'Lists of orders read as one range, by person too.', columns('sort order_id', { key: person })),
  table('work_links', 'How orders hang together.', columns('from_id kind to_id')),
  table(
    'work_events',
    'What happened to an order and what was said of it.',
    columns('id order_id at kind from_status to_status', { actor_id: person, text: words }),
  ),
  table(
    'work_sheets',
    'What is dangerous at an asset and how it is locked out.',
    columns('asset_id hazards isolation restoration checked_on changed_at version', { changed_by: person }),
  ),
  table(
    'work_lock_steps',
    'Who isolated a machine before work and who brought it back.',
    columns('id order_id phase position text signed_at', { signed_by: person }),
  ),
  table(
    'work_labor',
    'Who worked how long on an order, and what that cost.',
    columns('id order_id started_at ended_at rate_scaled currency cost_minor way entered_at voided_at', {
      member_id: person,
      note: words,
      entered_by: person,
      voided_by: person,
      void_reason: words,
    }),
  ),
  table(
    'work_rates',
    'What an hour of somebody’s work costs.',
    columns('rate_scaled changed_at version', { member_id: person, changed_by: person }),
  ),
  table(
    'work_costs',
    'Services of others and whatever else an order costs.',
    columns('id order_id kind amount_minor currency counts entered_at voided_at', {
      what: words,
      entered_by: person,
      voided_by: person,
    }),
  ),
  table(
    'work_signatures',
    'Who signed what of an order, in which meaning.',
    columns('id order_id kind meaning signed_at order_version content_hash', {
      name: { personal: 'member', erasure: 'kept-by-law' },
      strokes: { personal: 'member', erasure: 'kept-by-law' },
      signed_by: person,
    }),
  ),
  table(
    'work_failure_codes',
    'What goes wrong with equipment, why, and what is done about it.',
    columns('id class_id level code name words needs_words created_at ended_at'),
  ),
  table(
    'work_codings',
    'What was suggested of an order’s failure and what somebody chose.',
    columns('order_id level suggested_id chosen_id chosen_at', { chosen_by: person }),
  ),
  table(
    'work_views',
    'Lists of orders that somebody looks at often.',
    columns('id name query shared created_at', { owner_id: person }),
  ),
  table(
    'plans',
    'What is maintained again and again, and when.',
    columns(
      'id number kind priority team_id estimate_minutes due_minute rule starts_on ends_on basis lead_days holidays seasons skip_every stacks family procedure_id grace_early_days grace_late_days paused_at next_on untouched created_at version',
      {
        title: words,
        description: words,
        tasks: words,
        pause_reason: words,
        assignee_id: person,
        owner_id: person,
        paused_by: person,
        created_by: person,
      },
    ),
  ),
  table(
    'plan_clocks',
    'Where each asset stands in a plan.',
    columns(
      'id plan_id asset_id site_id starts_on last_on count base_on last_done_on next_on look_at untouched trouble ended_at version',
    ),
  ),
  table(
    'occurrences',
    'What became of each date of a plan.',
    columns('id plan_id clock_id asset_id site_id key rule_on due_on state order_id raised_at settled_on', {
      why: words,
    }),
  ),
  table(
    'work_steps',
    'How each step of an order was done.',
    columns('id order_id version_id position step meter_id value result is_outside answered_at follow_id version', {
      words,
      note: words,
      answered_by: person,
    }),
  ),
]
