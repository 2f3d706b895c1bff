/** What an identity provider says of a person, proved to come from it and to be meant for this organization, now. */
export type Claims = {
  issuer: string
  /** Whom it means: never another person of the same issuer, whatever their e-mail address becomes. */
  subject: string
  /** As the provider writes it; null when it says none. */
  email: string | null
  /** Whether the provider says that the address was proved; null when it says nothing of it. */
  emailVerified: boolean | null
  name: string
}
