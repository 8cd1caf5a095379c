/** A program that writes until it is killed: the place in JSON as argument; each line it prints is a write that was acknowledged. */
import { openDatabase } from '../../src/store/database'
import { ProgressStore } from '../../src/store/progress'
import type { Place } from './database'

const [place = '', learner = 'local', writes = 'Infinity'] = process.argv.slice(2)
const database = await openDatabase(JSON.parse(place) as Place)
const store = new ProgressStore(database)
for (let number = 0; number < Number(writes); number++) {
  await store.passed(learner, 'drbd', '01-a', String(number))
  process.stdout.write(`${number}\n`)
}
await database.destroy()
