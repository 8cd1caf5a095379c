import { expect, test } from 'vitest'
import { gatewayOf, proxies } from './proxies'

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n'

test('a container’s gateway is the machine around it', () => {
  const own = 'eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n'
  const away = 'eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n'
  expect(gatewayOf(head + own + away)).toBe('172.18.0.1')
  expect(gatewayOf(head + own)).toBeNull()
})

test('outside of a container only this machine itself is believed', () => {
  expect(proxies()).toEqual(['loopback'])
})
