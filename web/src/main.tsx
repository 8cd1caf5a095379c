import { render } from 'preact'
import { connect } from './api/socket'
import { App } from './app'
import { applyLanguage } from './i18n/language'
import { listenToKeys } from './keyboard'
import { watchCatalogue } from './state/catalogue'
import { watchCompany } from './state/company'
import { watchDoor } from './state/door'
import { watchLab } from './state/lab'
import { watchMe } from './state/me'
import { startClock } from './state/now'
import { hearProblems } from './state/problems'
import { watchBeginnings } from './state/replay'
import { followAddress } from './state/route'
import { watchStep } from './state/step'
import { arrangeTerminals } from './state/terminals'
import './ui/page.css'
import { applyTheme } from './ui/theme'

applyTheme()
applyLanguage()
followAddress()
startClock()
hearProblems()
watchDoor()
watchMe()
watchCatalogue()
watchLab()
watchCompany()
watchBeginnings()
watchStep()
arrangeTerminals()
listenToKeys()
connect()

const page = document.getElementById('page')
if (page) render(<App />, page)
