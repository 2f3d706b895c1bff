import type { TableDeclaration } from '../../platform/room'

/** What is kept of shared tablets and of the PINs that open them. */
export const tabletData: TableDeclaration[] = [
  {
    table: 'shared_devices',
    database: 'tenant',
    purpose: 'Which tablets several people use, and who made them so.',
    retention: 'While the organization is a customer: the audit log names them.',
    columns: {
      id: { personal: 'none' },
      name: { personal: 'none' },
      stands_at: { personal: 'none' },
      hash: { personal: 'none' },
      added_by: { personal: 'member', erasure: 'pseudonym' },
      added_at: { personal: 'none' },
      ended_by: { personal: 'member', erasure: 'pseudonym' },
      ended_at: { personal: 'none' },
    },
  },
  {
    table: 'tablet_pins',
    database: 'tenant',
    purpose: 'To open a shared tablet by a number. Kept as a password is.',
    retention: 'Until its owner removes it or leaves.',
    columns: {
      member_id: { personal: 'member', erasure: 'delete-row' },
      pin_hash: { personal: 'member', erasure: 'delete-row' },
      set_at: { personal: 'member', erasure: 'delete-row' },
    },
  },
  {
    table: 'shared_device_doors',
    database: 'control',
    purpose: 'To know a shared tablet before anybody is signed in on it.',
    retention: 'While the organization is a customer.',
    columns: {
      hash: { personal: 'none' },
      device_id: { personal: 'none' },
      organization_id: { personal: 'none' },
      name: { personal: 'none' },
      ended: { personal: 'none' },
      version: { personal: 'none' },
      seen_at: { personal: 'none' },
    },
  },
]
