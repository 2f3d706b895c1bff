/** What the world's name servers say of a domain. */
export type Names = {
  /** `local`: what a developer wrote down at /dev/names. */
  readonly reaches: 'people' | 'local'
  /**
   * The texts (TXT records) that stand at a domain, each whole; none when there is no such domain.
   * Refuses 'unavailable' when no name server answers.
   */
  texts(domain: string): Promise<string[]>
}
