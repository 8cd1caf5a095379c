import type { Command } from 'commander'
import { People } from '../classes/people'
import { configure } from '../config'
import { openDatabase } from '../store/database'
import { LoginStore } from '../store/logins'
import { PeopleStore } from '../store/people'
import { exit, print } from './context'
import { addressOf, publicAddress, runningServer } from './listen'

async function instructor(name: string | undefined): Promise<void> {
  const config = configure()
  const database = await openDatabase(config)
  const people = new People(new PeopleStore(database), new LoginStore(database))
  const link = await people.invite('instructor', name ?? 'Instructor')
  const running = await runningServer(config)
  const open = running?.open ?? publicAddress(config, addressOf(config, config.port))
  print(`${open}${link}`)
  await database.destroy()
  process.exit(exit.good)
}

export function instructorCommand(program: Command): void {
  program
    .command('instructor')
    .argument('[name]', 'as learners see it')
    .description('make a link that lets one more instructor in (for serve --class)')
    .action(instructor)
}
