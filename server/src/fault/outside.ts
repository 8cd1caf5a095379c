import type { FaultAct } from '@contract/fault'

/**
 * What is done in a node's container, for an own kernel outside the guest. The cable: the other nodes are reached in
 * macvlan's bridge mode only, so another mode loses every frame both ways while the node goes on believing in its link, as
 * behind a switch. The disk: every container is on the engine's own, which must not be filled, so the host's answer to a
 * full one is given to the guest instead (images/node/disk.c); no kernel can be told so that is the host's.
 */
export const outside: Partial<Record<FaultAct, string>> = {
  'cable out': 'ip link set dev eth0 type macvlan mode private',
  'cable in': 'ip link set dev eth0 type macvlan mode bridge',
  'disk full': ': > /run/uml/full',
  'disk freed': 'rm -f /run/uml/full',
}

/** sh that names the faults which a node still suffers from, one a line: asked once after a restart of the server. */
export const findOutside = `
case $(ip -details link show dev eth0) in *'macvlan mode private'*) echo cable out ;; esac
if [ -e /run/uml/full ]; then echo disk full; fi`
