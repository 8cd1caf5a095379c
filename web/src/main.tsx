import { render } from 'preact'
import { connect } from './api/socket'
import { App } from './app'
import { applyLanguage } from './i18n/language'
import { listenToKeys } from './keyboard'
import { watchCatalogue } from './state/catalogue'
import { watchClasses } from './state/classes'
import { watchCompany } from './state/company'
import { watchDoor } from './state/door'
import { watchEngine } from './state/engine'
import { watchLab } from './state/lab'
import { watchLog } from './state/log'
import { watchMe } from './state/me'
import { startClock } from './state/now'
import { hearProblems } from './state/problems'
import { watchBeginnings } from './state/replay'
import { arrangeRoster } from './state/roster'
import { followAddress } from './state/route'
import { watchStep } from './state/step'
import { arrangeTerminals } from './state/terminals'
import './page.css'
import { applyTheme } from './ui/theme'

applyTheme()
applyLanguage()
followAddress()
startClock()
hearProblems()
watchDoor()
watchMe()
watchEngine()
watchCatalogue()
watchLab()
watchCompany()
watchBeginnings()
watchClasses()
watchLog()
arrangeRoster()
watchStep()
arrangeTerminals()
listenToKeys()
connect()

const page = document.getElementById('page')
if (page) render(<App />, page)
