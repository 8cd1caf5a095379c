import type Docker from 'dockerode'
import { LabError } from '../errors'
import { type Engine, engineCall, unless } from './engine'
import { label, switchName } from './labels'
import { inContainer } from './outside'
import { readonlyPaths } from './sysctls'

/**
 * A session's network: a network namespace of its own, held by a container that does nothing else (the switch). In it lies a
 * veth pair whose one end is the parent of the nodes' macvlan cards; what nodes send to nobody of them ends at the other.
 *
 * Nothing of it lies in the host's namespace. The kernel gives a card's owner, where that has NET_ADMIN, a say in the
 * namespace of the card's parent (rtnetlink's IFLA_LINK_NETNSID): with Docker's own drivers that is the host's.
 */

/** What is set in the namespace before its links are up: it has no address, answers nobody and forwards nothing. */
const settings = {
  'ipv6/conf/all/disable_ipv6': 1,
  'ipv6/conf/default/disable_ipv6': 1,
  'ipv4/ip_forward': 0,
  'ipv4/conf/default/arp_ignore': 8,
  'ipv4/conf/default/rp_filter': 1,
}

/** What the switch runs. A kernel without IPv6 has no settings for it. */
const script = `
for setting in ${Object.entries(settings)
  .map((pair) => pair.join('='))
  .join(' ')}; do
  file=/proc/sys/net/\${setting%=*}
  [ ! -e $file ] || echo \${setting#*=} > $file
done
ip link add parent type veth peer name nobody
ip link set nobody arp off up
ip link set parent arp off up
exec sleep infinity`

async function options(
  engine: Engine,
  image: string,
  session: string,
  labels: Record<string, string>,
): Promise<Docker.ContainerCreateOptions> {
  return {
    name: switchName(session),
    Image: image,
    Cmd: ['sh', '-ec', script],
    Labels: { ...labels, [label.installation]: engine.installation, [label.session]: session, [label.kind]: 'switch' },
    HostConfig: {
      NetworkMode: 'none',
      // To name the nodes' namespaces by their processes; the right to look into these it does not have.
      PidMode: 'host',
      CapDrop: ['ALL'],
      CapAdd: ['NET_ADMIN'],
      // Docker's AppArmor profile forbids writing to /proc/sys/net.
      SecurityOpt: ['no-new-privileges', ...(engine.appArmor ? ['apparmor=unconfined'] : [])],
      ReadonlyPaths: await readonlyPaths(engine, image),
      ReadonlyRootfs: true,
      Memory: 16 * 2 ** 20,
      MemorySwap: 16 * 2 ** 20,
      PidsLimit: 64,
      // Its programs run for milliseconds. A learner's node may take its links away, and must not make it work without end.
      NanoCpus: 1e9 * Math.min(1, engine.cpus),
      LogConfig: { Type: 'json-file', Config: { 'max-size': '100k', 'max-file': '1' } },
    },
  }
}

/** Makes a session's network. Two sessions may use the same addresses: they have nothing in common. */
export async function createNetwork(
  engine: Engine,
  image: string,
  session: string,
  labels: Record<string, string>,
): Promise<void> {
  await engineCall('making the session’s network', async () => {
    const container = await engine.docker.createContainer(await options(engine, image, session, labels))
    await container.start()
  })
}

/** The session's switch, started again where it has ended with its engine. */
async function runningSwitch(engine: Engine, session: string): Promise<Docker.Container> {
  const container = engine.docker.getContainer(switchName(session))
  // 304: it runs.
  const status = await engineCall('starting the session’s network', () => unless([304, 404], () => container.start()))
  if (status === 404) throw new LabError('lab.network')
  return container
}

/** Gives a started container its network card, eth0, on the session's network; one that has it keeps it. */
export async function plugIn(
  engine: Engine,
  session: string,
  container: Docker.Container,
  name: string,
): Promise<void> {
  const around = await runningSwitch(engine, session)
  const { Id, State } = await engineCall(`looking at ${name}`, () => container.inspect())
  // It has ended at once: who waits for it learns why.
  if (!State.Pid) return
  await inContainer(
    around,
    `plugging in ${name}`,
    `tries=0
    until { read -r state < /sys/class/net/parent/operstate; } 2>/dev/null && [ "$state" = up ]; do
      tries=$((tries + 1)); [ $tries -le 250 ] || { echo 'the network of the lab is down' >&2; exit 1; }
      sleep 0.02
    done
    # The number may be another process's by now, on the host or in another lab.
    grep -q ${Id} /proc/${State.Pid}/cgroup 2>/dev/null || {
      [ -e /proc/${State.Pid} ] || exit 0
      echo 'process ${State.Pid} is not the node by now' >&2; exit 1
    }
    said=$(ip link add link parent name eth0 netns ${State.Pid} type macvlan mode bridge 2>&1) && exit 0
    case $said in *'File exists'*) ;; *) [ ! -e /proc/${State.Pid} ] || { echo "$said" >&2; exit 1; } ;; esac`,
  )
}
