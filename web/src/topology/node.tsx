import type { LabEntry } from '@contract/view'
import type { NodeState } from '@contract/state'
import { holders } from '@contract/state'
import { t } from '../i18n'
import { active } from '../state/faults'
import { states } from '../state/cluster'
import { engineAway } from '../state/engine'
import { lab, nodeView, session } from '../state/lab'
import { showShell } from '../state/terminals'
import { Chips } from './chips'
import { Drbd } from './drbd'
import { Foot } from './foot'
import { Programs } from './programs-line'
import { Ipvs } from './tables'
import { VipBadge } from './vip'

type Spec = LabEntry['nodes'][number]

/** Virtual addresses on lo: the node takes their packets, and should not answer ARP for them. */
function OnLo({ state, vips }: { state: NodeState; vips: string[] }) {
  const own = vips.filter((vip) => state.addresses.some(({ device, address }) => device === 'lo' && address === vip))
  return (
    <>
      {own.map((vip) => (
        <p key={vip} class="mono on-lo">
          lo {vip}
          <span class="more">{state.silent && t().silent}</span>
        </p>
      ))}
    </>
  )
}

/** A node: name, address, what it does, and its phase with seconds until it is up. Click: its terminal. */
export function Node({ spec }: { spec: Spec }) {
  const { name, role, kernel, address, services } = spec
  const view = session.value?.phase === 'failed' ? null : nodeView(name)
  const phase = view && (engineAway.value ? 'unknown' : view.phase)
  const state = phase === 'ready' ? states.value.get(name) : undefined
  const vips = lab.value?.network.vips ?? []
  const held = vips.filter((vip) => holders(vip, states.value).includes(name))
  const suffers = phase === 'off' ? [] : active.value.filter(({ node }) => node === name)
  const worst = suffers.at(-1)
  const tone =
    phase === 'ready'
      ? worst
        ? 'fault'
        : ''
      : phase === 'failed'
        ? 'fault'
        : phase === undefined || phase === 'off'
          ? 'off'
          : 'wait'
  /** Tables take the place that the programs have otherwise. */
  const busy = state !== undefined && (state.ipvs.length > 0 || state.drbd.length > 0)
  return (
    <article
      class={`node is-${phase ?? 'absent'} ${held.length > 0 ? 'holds' : ''} ${worst ? 'cut' : ''}`}
      data-testid={`node-${name}`}
      data-phase={phase ?? 'absent'}
      aria-label={[name, phase && t().phases[phase], ...held.map((vip) => t().vip(vip))].filter(Boolean).join(', ')}
    >
      {held.length > 0 && (
        <span class="badges">
          {held.map((vip) => (
            <VipBadge key={vip} vip={vip} shared={holders(vip, states.value).length > 1} />
          ))}
        </span>
      )}
      <h2>
        <i class={`dot ${tone}`} />
        <button class="name" title={t().nodeTerminal(name)} disabled={!view} onClick={() => showShell(`${name}/1`)}>
          {name}
        </button>
        <Chips node={name} role={role} state={state} silent={suffers.some(({ act }) => act === 'disk full')} />
      </h2>
      <p class="mono">
        {address}
        {kernel === 'own' && <span class="more"> · {t().ownKernel}</span>}
        {busy && (
          <>
            {' · '}
            <Programs state={state} enabled={services} />
          </>
        )}
      </p>
      {state && <OnLo state={state} vips={vips} />}
      {busy && (
        <div class="does">
          <Ipvs node={name} services={state.ipvs} tight={worst !== undefined} />
          {state.drbd.map((device) => (
            <Drbd key={device.minor} node={name} device={device} />
          ))}
        </div>
      )}
      <Foot spec={spec} view={view ?? undefined} phase={phase ?? undefined} busy={busy} suffers={suffers} />
    </article>
  )
}
