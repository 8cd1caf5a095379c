import type { Cause } from '../cause'
import { address } from './address'
import { drbd } from './drbd'
import { firewall } from './firewall'
import { heartbeat } from './heartbeat'
import { ipvs } from './ipvs'
import { keepalived } from './keepalived'
import { machine } from './machine'
import { nginx } from './nginx'
import { vrrp } from './vrrp'

/** All causes that are known, the nearest first: what makes others follow stands before them. */
export const causes: readonly Cause[] = [
  ...machine,
  ...keepalived,
  ...nginx,
  ...heartbeat,
  ...drbd,
  ...vrrp,
  ...ipvs,
  ...address,
  ...firewall,
]
