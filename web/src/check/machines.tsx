import type { Diagnosis } from '@contract/diagnosis'
import { pick, t } from '../i18n'
import { ProblemWords } from '../ui/problem'
import type { Asked } from './asked'
import { askMachines, hide, showCure } from './asked'

function Said({ diagnosis: { id, node, says, quote, source } }: { diagnosis: Diagnosis }) {
  return (
    <li data-testid={`says-${id}`}>
      <span class="of">{node}</span>
      <div>
        {pick(says)}
        {quote.length > 0 && (
          <blockquote title={source}>
            {quote.map((line) => (
              <span key={line}>{line}</span>
            ))}
          </blockquote>
        )}
      </div>
    </li>
  )
}

function Answer({ said }: { said: Asked['said'] }) {
  if (said === null) return <p role="status">{t().machinesAsked}</p>
  if (!Array.isArray(said)) return <ProblemWords problem={said} />
  if (said.length === 0) return <p role="status">{t().machinesSayNothing}</p>
  return (
    <ul>
      {said.map((diagnosis) => (
        <Said key={`${diagnosis.node} ${diagnosis.id}`} diagnosis={diagnosis} />
      ))}
    </ul>
  )
}

/** Below a check that does not hold: first what the machines say, and on a second request the cure. Each is given when it is asked for. */
export function Machines({ check, asked }: { check: string; asked: Asked | undefined }) {
  const ask = () => void askMachines(check)
  if (!asked || asked.hidden)
    return (
      <p class="stages">
        <button class="btn small" data-testid={`machines-${check}`} onClick={asked ? () => hide(check, false) : ask}>
          {t().machinesSay}
        </button>
      </p>
    )
  return (
    <div class="machines" data-testid={`said-${check}`}>
      <h3>{t().machinesSay}</h3>
      <Answer said={asked.said} />
      <p class="stages">
        {!asked.cure && asked.said !== null && (
          <button class="btn small" data-testid={`cure-${check}`} onClick={() => showCure(check)}>
            {t().showCure}
          </button>
        )}
        <button class="btn small plain" disabled={asked.said === null} onClick={ask}>
          {t().askAgain}
        </button>
        <button class="btn small plain" onClick={() => hide(check, true)}>
          {t().hide}
        </button>
      </p>
    </div>
  )
}
