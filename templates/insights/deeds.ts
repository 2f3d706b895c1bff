/** Pasts that the rule does not make. */
const irregular: Readonly<Record<string, string>> = {
  begin: 'began',
  bring: 'brought',
  find: 'found',
  give: 'gave',
  hold: 'held',
  leave: 'left',
  let: 'let',
  make: 'made',
  pay: 'paid',
  put: 'put',
  read: 'read',
  send: 'sent',
  set: 'set',
  split: 'split',
  take: 'took',
  tell: 'told',
  undo: 'undid',
  withdraw: 'withdrew',
  write: 'wrote',
}
/** What ends in one consonant that is said twice. */
const doubled = /^(drop|map|pin|plan|scrap|ship|stop|submit|tag|transfer)$/
/** What follows a verb and is no thing: “read again”, “brought back”. */
const adverbs = /^(again|away|back|down|in|off|on|out|up)$/

function past(verb: string): string {
  if (irregular[verb]) return irregular[verb]
  if (verb.endsWith('e')) return `${verb}d`
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`
  return doubled.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`
}

/**
 * The name of an action as people say what was done: 'calendar.task.create' → “created the task”,
 * 'identity.organization.set-logo' → “set the logo of the organization”.
 */
export function deedWords(action: string): string {
  const [, noun = '', deed = ''] = action.split('.')
  const [verb = '', ...rest] = deed.split('-')
  const adverb = adverbs.test(rest[0] ?? '') ? ` ${rest.shift()}` : ''
  const of = rest.length > 0 ? ` the ${rest.join(' ')} of` : ''
  return `${past(verb)}${adverb}${of} the ${noun.replaceAll('-', ' ')}`
}
