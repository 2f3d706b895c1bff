import { expect, it } from 'vitest'
import { deedWords } from '../../templates/insights/deeds'

it.each([
  ['calendar.task.create', 'created the task'],
  ['identity.organization.set-logo', 'set the logo of the organization'],
  ['identity.directory.put-group', 'put the group of the directory'],
  ['identity.security-event.raise', 'raised the security event'],
  ['inventory.part.bring-back', 'brought back the part'],
  ['files.text.read-again', 'read again the text'],
  ['inventory.stock.scrap', 'scrapped the stock'],
  ['identity.single-sign-on.set-up-oidc', 'set up the oidc of the single sign on'],
  ['codes.report.send', 'sent the report'],
  ['assets.stop.carry', 'carried the stop'],
])('%s is said as “%s”', (action, words) => {
  expect(deedWords(action)).toBe(words)
})
