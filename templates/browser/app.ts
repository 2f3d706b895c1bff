import { combobox } from './combobox'
import { drafts } from './drafts'
import { choosingRows, dictation, runningClocks } from './equipment'
import { keyboard } from './keyboard'
import { palette } from './palette'
import { patience } from './patience'
import { segments } from './segments'
import { small } from './small'
import { uploads } from './upload'
import { draggableCards, timers } from './work'

document.documentElement.classList.add('js')
// Lists and forms are plain; what swaps pieces of a page brings the library that does it.
if (document.querySelector('[hx-get], [hx-post]')) {
  const script = document.createElement('script')
  script.src = document.body.dataset.htmx ?? ''
  document.head.append(script)
}
small()
patience()
drafts()
keyboard()
palette()
combobox()
uploads()
runningClocks()
dictation()
choosingRows()
timers()
draggableCards()
segments()
if (document.body.dataset.sw === 'on') navigator.serviceWorker?.register('/sw.js').catch(() => undefined)
