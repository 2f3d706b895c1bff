import { combobox } from './combobox'
import { drafts } from './drafts'
import { choosingRows, dictation, runningClocks } from './equipment'
import { keyboard } from './keyboard'
import { palette } from './palette'
import { patience } from './patience'
import { small } from './small'
import { uploads } from './upload'

document.documentElement.classList.add('js')
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
if (document.body.dataset.sw === 'on') navigator.serviceWorker?.register('/sw.js').catch(() => undefined)
