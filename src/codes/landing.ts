import { readCode } from '../kernel/short-code'
import { seeOther } from '../platform/answers'
import { residenceOfCode } from '../platform/code-directory'
import type { Request, Within } from '../platform/routes'

/** The organization whose code stands in the path. */
export const ofTheCode: Within = async ({ env }, c) => {
  const letters = readCode(c.req.param('code') ?? '')
  return letters ? residenceOfCode(env, letters) : null
}

/** Whoever is not signed in signs in and comes back: the same for a known code and an unknown one. */
export const signIn = (c: Request) =>
  seeOther(c, `/sign-in?next=${encodeURIComponent(`/q/${c.req.param('code') ?? ''}`)}`)
