import { Command } from 'commander'
import { unable } from './cli/context'
import { doctorCommand } from './cli/doctor'
import { instructorCommand } from './cli/instructor'
import { labsCommands } from './cli/labs'
import { runCommands } from './cli/run'
import { serveCommand } from './cli/serve'
import { shellCommand } from './cli/shell'
import { verifyCommand } from './cli/verify'

const program = new Command('lvs-lab')
  .enablePositionalOptions()
  .description('Learn how Linux load balancing and high availability really work.')
  .showHelpAfterError()
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
serveCommand(program)
instructorCommand(program)
doctorCommand(program)
labsCommands(program)
verifyCommand(program)
runCommands(program)
shellCommand(program)
await program.parseAsync().catch(unable)
