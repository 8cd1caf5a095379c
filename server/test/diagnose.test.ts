import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { CheckSpec } from '@contract/lesson'
import { fixtureLabs } from '../src/content/testing'
import { Library } from '../src/content/library'
import { diagnoseCheck } from '../src/diagnose/check'
import type { Session } from '../src/session/session'
import type { Sessions } from '../src/session/sessions'
import { firstStart, openTestEngine, removeEverything } from './support/engine'
import { openSessions, run, startLab } from './support/lab'
import { soon } from './support/soon'

/** What is done wrong on real machines, and what they say of it. */

let sessions: Sessions
let session: Session
let library: Library

beforeAll(async () => {
  sessions = await openSessions(await openTestEngine())
  library = await Library.open(fixtureLabs)
  session = await startLab(sessions, 'twins')
  for (const name of ['rs1', 'rs2'])
    await done(
      name,
      'ip addr add 10.0.0.100/32 dev lo; cd /proc/sys/net/ipv4/conf/all; echo 1 > arp_ignore; echo 2 > arp_announce',
    )
}, firstStart)
afterAll(removeEverything)

async function done(node: string, script: string): Promise<void> {
  expect(await run(session.node(node), script), `${node}: ${script}`).toMatchObject({ status: 0 })
}

/** What is said of a check that the client makes. */
function found() {
  const check = { id: 'it', node: 'client', hints: [] } as unknown as CheckSpec
  return diagnoseCheck(session.nodes, library.lab('twins').spec, { blocks: [] }, check)
}

/** The same as node and cause. Each has a quotation. */
async function said(): Promise<string[]> {
  return (await found()).map(({ node, id, quote }) => {
    expect(quote.length).toBeGreaterThan(0)
    return `${node} ${id}`
  })
}

const quiet = () => vi.waitFor(async () => expect(await said()).toEqual([]), soon)

const conf = '/etc/keepalived/keepalived.conf'
const site = '/etc/nginx/sites-enabled/default'
const edit = (command: string) => `sed -i '${command}' ${conf}`
const reload = '; service keepalived reload'

test('of machines that are well nothing is said', quiet, soon.timeout)

test.each([
  ['rs1 link-down', 'ip link set eth0 down', 'ip link set eth0 up'],
  ['rs1 no-address', 'ip addr del 10.0.0.21/24 dev eth0', 'ip addr add 10.0.0.21/24 brd + dev eth0'],
  ['rs1 program-stopped', 'kill -STOP $(pgrep -x nginx)', 'kill -CONT $(pgrep -x nginx)'],
  [
    'rs1 nginx-refuses',
    `sed -i 's/listen 80/lisen 80/' ${site}`,
    `sed -i 's/lisen 80/listen 80/' ${site}; service nginx reload`,
  ],
  ['rs1 nginx-stopped', 'service nginx stop', 'service nginx start'],
  ['rs1 nginx-old', `sed -i 's/^}/add_header X-Server rs1;\\n}/' ${site}`, 'service nginx reload'],
  ['rs1 nginx-answers', 'chmod 000 /var/www/html/index.html', 'chmod 644 /var/www/html/index.html'],
  [
    'rs1 vip-wide',
    'ip addr add 10.0.0.100/24 dev lo; ip addr del 10.0.0.100/32 dev lo',
    'ip addr add 10.0.0.100/32 dev lo; ip addr del 10.0.0.100/24 dev lo',
  ],
  [
    'rs1 vip-answers-arp',
    'echo 0 > /proc/sys/net/ipv4/conf/all/arp_ignore',
    'echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore',
  ],
  ['rs1 vip-missing', 'ip addr del 10.0.0.100/32 dev lo', 'ip addr add 10.0.0.100/32 dev lo'],
  ['rs1 firewall-drops', 'iptables -A INPUT -p tcp --dport 81 -j DROP', 'iptables -F'],
  ['director1 health-fails', 'true', 'true', 'rs1', 'iptables -A INPUT -p tcp --dport 80 -j DROP', 'iptables -F'],
  ['director1 keepalived-refuses', edit('s/priority 100/prioritty 100/'), edit('s/prioritty/priority/') + reload],
  ['director1 keepalived-warns', edit('/advert_int/a track_script { nobody }'), edit('/nobody/d') + reload],
  ['director1 keepalived-old', edit('s/delay_loop 1/delay_loop 2/'), 'service keepalived reload'],
  ['director1 keepalived-stopped', 'service keepalived stop', 'service keepalived start'],
  [
    'director1 ipvs-weight-0',
    'ipvsadm -e -t 10.0.0.100:80 -r 10.0.0.21 -w 0 -g',
    'ipvsadm -e -t 10.0.0.100:80 -r 10.0.0.21 -w 1 -g',
  ],
  [
    'director2 vrrp-two-masters',
    edit('s/router_id 50/router_id 51/') + reload,
    edit('s/router_id 51/router_id 50/') + reload,
  ],
  [
    'director2 vrrp-discards',
    edit('s/advert_int 1/advert_int 3/') + reload,
    edit('s/advert_int 3/advert_int 1/') + reload,
  ],
  [
    'director1 vrrp-other-vip',
    edit('s/10.0.0.100.24/10.0.0.101\\/24/') + reload,
    edit('s/10.0.0.101/10.0.0.100/') + reload,
  ],
])(
  '%s',
  async (cause, wrong, right, node = cause.split(' ')[0] ?? '', there = wrong, back = right) => {
    await done(node, there)
    await vi.waitFor(async () => expect(await said()).toContain(cause), soon)
    await done(node, back)
    await quiet()
  },
  2 * soon.timeout,
)

test(
  'of a node that is off that is said first',
  async () => {
    await sessions.power('twins', 'rs2', false)
    expect((await found())[0]).toMatchObject({ node: 'rs2', id: 'off' })
  },
  soon.timeout,
)
