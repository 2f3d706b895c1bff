import { Refusal } from '../../kernel/refusal'

/** What a directory is told when it is refused. Source: RFC 7644, 3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'

/** Refuses with one of the protocol's own types; `refuse` would lose it. */
export const scimRefusal = (type: ScimType, sentence: string): Refusal =>
  new Refusal(type === 'uniqueness' ? 'conflict' : 'invalid', `scim.${type}`, sentence)

export function no(type: ScimType, sentence: string): never {
  throw scimRefusal(type, sentence)
}

const statuses = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
} as const

/** A refusal as the protocol has it: the status is a text there. */
export function scimError(refusal: Refusal) {
  const status = statuses[refusal.code]
  const type = /^scim\.(\w+)$/.exec(refusal.reason)?.[1]
  return {
    status,
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      ...(type ? { scimType: type } : {}),
      detail: refusal.message,
    },
  }
}
