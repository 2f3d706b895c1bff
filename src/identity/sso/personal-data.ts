import type { TableDeclaration } from '../../platform/room'

/** What single sign-on keeps of people in the control database. */
export const ssoControlData: TableDeclaration[] = [
  {
    table: 'proved_domains',
    database: 'control',
    purpose: 'Which organization a domain of e-mail addresses belongs to.',
    retention: 'While the organization says so.',
    columns: {
      domain: { personal: 'none' },
      organization_id: { personal: 'none' },
      proved_at: { personal: 'none' },
      join_policy: { personal: 'none' },
    },
  },
  {
    table: 'sso_identities',
    database: 'control',
    purpose: 'Which login an identity provider means by its subject.',
    retention: 'Until the login is erased.',
    columns: {
      organization_id: { personal: 'none' },
      issuer: { personal: 'none' },
      subject: { personal: 'member', erasure: 'delete-row' },
      login_id: { personal: 'member', erasure: 'delete-row' },
      created_at: { personal: 'member', erasure: 'delete-row' },
      seen_at: { personal: 'member', erasure: 'delete-row' },
    },
  },
  {
    table: 'sso_flows',
    database: 'control',
    purpose: 'To know a person again who comes back from an identity provider.',
    retention: 'An hour after it can no longer be used (identity.forget-sign-ons).',
    columns: {
      hash: { personal: 'none' },
      organization_id: { personal: 'none' },
      purpose: { personal: 'none' },
      browser_hash: { personal: 'visitor', erasure: 'expires' },
      body: { personal: 'visitor', erasure: 'expires' },
      created_at: { personal: 'visitor', erasure: 'expires' },
      expires_at: { personal: 'none' },
      used_at: { personal: 'visitor', erasure: 'expires' },
    },
  },
  {
    table: 'sso_assertions',
    database: 'control',
    purpose: 'To refuse an answer of an identity provider that comes a second time.',
    retention: 'Until the answer is no longer good (identity.forget-sign-ons).',
    columns: {
      organization_id: { personal: 'none' },
      hash: { personal: 'none' },
      expires_at: { personal: 'none' },
    },
  },
  {
    table: 'local_names',
    database: 'control',
    purpose: 'What a developer wrote down as standing at a domain: on a developer’s machine only.',
    retention: 'Until the machine is cleaned.',
    columns: { name: { personal: 'none' }, value: { personal: 'none' } },
  },
]
