import { type FaultAct, processOf } from '@contract/fault'

const netem = (how: string) =>
  `modprobe -q sch_netem; tc qdisc replace dev eth0 root netem ${how} || { echo "this node's kernel has no netem" >&2; exit 1; }`

/** VRRP is IP protocol 112 (RFC 5798). */
const vrrpRules = (verb: string) =>
  ['OUTPUT', 'INPUT'].map((chain) => `iptables ${verb} ${chain} -p 112 -m comment --comment lab-fault -j DROP`)

const scripts: Partial<Record<FaultAct, string>> = {
  'link slow': netem('delay 200ms'),
  'link lossy': netem('loss 20%'),
  'link corrupt': netem('corrupt 10%'),
  'link good': 'tc qdisc delete dev eth0 root 2>/dev/null; true',
  'clock ahead': "date -s '+1 hour'",
  'clock right': "date -s '-1 hour'",
  'vrrp blocked': vrrpRules('-I').join(' && '),
  'vrrp open': `${vrrpRules('-D').join('; ')}; true`,
}

const signals = { frozen: 'STOP', thawed: 'CONT', killed: 'KILL' } as const

/** bash that does it in the node; null for what is done from outside. Fails when there is nothing to do it to. */
export function insideScript(act: FaultAct): string | null {
  const [name = '', how = ''] = act.split(' ')
  if (how in signals) {
    const signal = signals[how as keyof typeof signals]
    return `pkill -${signal} -x ${processOf(name)} || { echo "${name} does not run" >&2; exit 1; }`
  }
  return scripts[act] ?? null
}

/** bash that names the faults which a node still suffers from, one a line: asked once after a restart of the server. `now`: seconds since 1970. */
export const findInside = (now: number) => `
if [ $EPOCHSECONDS -gt ${now + 1800} ]; then echo clock ahead; fi
case $(tc qdisc show dev eth0 root 2>/dev/null) in
  *delay*) echo link slow ;;
  *loss*) echo link lossy ;;
  *corrupt*) echo link corrupt ;;
esac
if [[ $(iptables -S OUTPUT 2>/dev/null) == *lab-fault* ]]; then echo vrrp blocked; fi`
