/** All questions to one node as one script, and its answer read back. */
import { plain } from '../text'
import type { Cause } from './cause'

/** What of the lab the questions may use. */
export interface Surroundings {
  role: string
  address: string
  /** Addresses of the lab's other nodes. */
  peers: readonly string[]
  vips: readonly string[]
  /** The lab has a director: its real servers are given requests for the VIP as they are. */
  lvs: boolean
}

/** Lines of an answer that are shown, and characters of each. */
const mostLines = 3
const mostChars = 200

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Seconds that all questions together may take. */
const questionSeconds = 6

/** What every question has: facts of the lab, and a few words for what many of them ask. */
const words = String.raw`
has_vip() { for vip in $VIPS; do ip -4 -o addr show "$@" | grep -F " $vip/"; done; }
runs() { pgrep -x "$1" > /dev/null; }
said() { grep -E "$1" /var/log/syslog 2> /dev/null | sed -E 's/^[A-Z][a-z]+ +[0-9]+ ([0-9:]+) [^ ]+ ([a-z]+\.[a-z]+ )?/\1 /'; }
read_at() { date -d "$(grep -E "$1" /var/log/syslog 2> /dev/null | tail -n 1 | cut -c 1-15)" +%s 2> /dev/null; }
changed_since() { find "$1" -name '*.conf' -newermt "@$2" -printf '%p changed at %TH:%TM:%.2TS\n' 2> /dev/null | sort; }
vrrp_data() {
  local pid mark; pid=$(cat /run/keepalived.pid) && mark=$(mktemp) && kill -USR1 "$pid" || return
  for try in {1..20}; do [ /tmp/keepalived.data -nt "$mark" ] && grep -q 'Interfaces >' /tmp/keepalived.data && break; sleep 0.1; done
  rm -f "$mark"; sed -n '/VRRP Topology/,/^------< [^V]/p' /tmp/keepalived.data
}
grep -rqs vrrp_instance /etc/keepalived && vrrp=$(vrrp_data 2> /dev/null)
`

/**
 * Asks a question in the background: all are asked at once, since some wait for a packet, and a fork is cheap on an own
 * kernel where a new program is not. Nothing is written to the disk, which may be full.
 */
const asking = String.raw`
asked=() began=$SECONDS
ask() { local fd; exec {fd}< <(eval "$2" 2> /dev/null < /dev/null); asked+=("$1 $fd $!"); }
tell() {
  local line left count=0
  while [ $((count++)) -lt ${mostLines} ]; do
    left=$((began + ${questionSeconds} - SECONDS)); [ $left -gt 0 ] || left=0.01
    IFS= read -r -t $left -u "$2" line || break
    printf '%s\t%.1000s\n' "$1" "$line"
  done
  kill "$3" 2> /dev/null
}
`

/** The script that asks a node about all these causes. */
export function script(causes: readonly Cause[], { role, address, peers, vips, lvs }: Surroundings): string {
  const facts = `ROLE=${role} ADDRESS=${address} PEERS=${quote(peers.join(' '))} VIPS=${quote(vips.join(' '))} LVS=${lvs ? 1 : ''}`
  const one = ({ id, needs, ask }: Cause) =>
    `${needs ? `command -v ${needs} > /dev/null && ` : ''}ask ${id} ${quote(ask)}`
  return [facts, words, asking, ...causes.map(one), 'for one in "${asked[@]}"; do tell $one; done', 'exit 0'].join('\n')
}

/** The answer by cause: lines that a node printed, as far as they name one and are fit to be shown. */
export function answers(causes: readonly Cause[], printed: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const known = new Set(causes.map(({ id }) => id))
  for (const line of printed.split('\n')) {
    const at = line.indexOf('\t')
    const id = line.slice(0, Math.max(at, 0))
    if (!known.has(id)) continue
    const lines = found.get(id) ?? []
    const text = plain(line.slice(at + 1), mostChars)
    if (text && lines.length < mostLines) found.set(id, [...lines, text])
  }
  return found
}
