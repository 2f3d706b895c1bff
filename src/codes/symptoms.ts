import { languages } from '../../templates/codes/words'
import { commonSymptoms } from './report'

/** The key of a common symptom that is called so in English; the plant's own words as they are. */
export function symptomNamed(words: string): string {
  const meant = words.trim().toLowerCase()
  return commonSymptoms.find((key) => key === meant || languages.en[key].toLowerCase() === meant) ?? words.trim()
}
