import { running, session } from '../state/lab'
import { Icon } from '../ui/icon'
import { ProblemWords } from '../ui/problem'

/** What is wrong with a lab that runs all the same. */
export function LabProblem() {
  const problem = session.value?.problem
  if (!problem || !running.value) return null
  return (
    <div class="notice problem" role="status" data-testid="lab-problem" data-code={problem.code}>
      <Icon name="attention" />
      <ProblemWords problem={problem} />
    </div>
  )
}
