import type { TableDeclaration } from '../../platform/room'

const gone = { personal: 'member', erasure: 'delete-row' } as const

/** What is kept of the ways in which people prove who they are. */
export const factorData: TableDeclaration[] = [
  {
    table: 'passkeys',
    database: 'control',
    purpose: 'To know a passkey when its device proves it. Nothing in it is secret.',
    retention: 'Until its owner removes it or the login is erased.',
    columns: {
      id: gone,
      login_id: gone,
      credential_id: gone,
      public_key: gone,
      counter: gone,
      transports: gone,
      synced: gone,
      name: gone,
      created_at: gone,
      used_at: gone,
    },
  },
  {
    table: 'authenticator_apps',
    database: 'control',
    purpose: 'To check the six digits of an authenticator app. The secret is closed by the SECRET of the installation.',
    retention:
      'Until its owner removes it or the login is erased; one that was begun only, a day (identity.forget-spent).',
    columns: {
      login_id: gone,
      secret_box: gone,
      last_step: gone,
      confirmed_at: gone,
      used_at: gone,
      new_secret_box: gone,
      new_since: gone,
    },
  },
  {
    table: 'recovery_codes',
    database: 'control',
    purpose: 'To let somebody in once who lost their second factor. Hashes only.',
    retention: 'Until a new set replaces it or the login is erased.',
    columns: { hash: { personal: 'none' }, login_id: gone, created_at: gone, used_at: gone },
  },
  {
    table: 'factor_resets',
    database: 'control',
    purpose: 'That an administrator lets somebody set up a new second factor.',
    retention: 'Until it is used or has ended, a day at most (identity.forget-spent).',
    columns: {
      login_id: gone,
      organization_id: { personal: 'none' },
      agreed_by: gone,
      agreed_at: gone,
      expires_at: gone,
      code_hash: { personal: 'none' },
    },
  },
  {
    table: 'spent',
    database: 'control',
    purpose: 'That a challenge or a code counts once. Hashes of random values.',
    retention: 'Minutes, until it could not be used any more (identity.forget-spent).',
    columns: { hash: { personal: 'none' }, expires_at: { personal: 'none' } },
  },
]
