import { t } from '../i18n'
import { catalogue } from '../state/catalogue'
import { ProblemWords } from '../ui/problem'

/** Whether this machine can run labs, for the bar. */
export function MachineState() {
  const machine = catalogue.value?.machine
  if (!machine) return null
  const { problem, ownKernel, room } = machine
  const words = problem
    ? t().machineProblem
    : room === 0
      ? t().machineFull
      : ownKernel
        ? t().machineReady
        : t().machineHostOnly
  return (
    <span class="time" data-testid="machine">
      <i class={`dot ${problem || room === 0 || !ownKernel ? 'fault' : ''}`} />
      <span>
        {words}
        {!problem && room > 0 && <span class="more">{t().machineRoom(room)}</span>}
      </span>
    </span>
  )
}

/** What keeps labs from running here, and the command that mends it. */
export function MachineProblem() {
  const problem = catalogue.value?.machine.problem
  // Of an engine that is away a notice of its own tells.
  if (!problem || ['engine.gone', 'engine.stopped'].includes(problem.code)) return null
  return (
    <div class="notice" role="status">
      <i class="dot fault" />
      <ProblemWords problem={problem} />
    </div>
  )
}
