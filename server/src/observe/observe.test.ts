import { expect, test } from 'vitest'
import { readDrbd } from './drbd'
import { readIpvs } from './ipvs'
import { Observer } from './observer'
import { readSnapshot } from './snapshot'
import { readVrrp } from './vrrp'

test('a snapshot: addresses, programs without zombies, files with whatever is in them', () => {
  const text = [
    'address lo 127.0.0.1/8 up',
    'address eth0 10.0.0.11/24 down',
    'process nginx S 3',
    'process nginx T 1',
    'process sh Z 1',
    'file /x 8\na\nfile b\n',
    'something new',
    '',
  ].join('\n')
  const { addresses, programs, files } = readSnapshot(Buffer.from(text), ['/x'])
  expect(addresses).toEqual([
    { device: 'lo', address: '127.0.0.1', prefix: 8, up: true },
    { device: 'eth0', address: '10.0.0.11', prefix: 24, up: false },
  ])
  expect(programs).toEqual([{ name: 'nginx', count: 4, frozen: true }])
  expect([...files]).toEqual([['/x', 'a\nfile b']])
})

test('an IPVS table', () => {
  const text = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A000064:0050 rr
  -> 0A000016:0050      Route   1      0          7
  -> 0A000015:0050      Route   3      2          0
FWM  00000032 wlc persistent 36000 FFFFFFFF
  -> 0A000015:0000      Masq    0      0          0
`
  expect(readIpvs(text).services).toEqual([
    {
      name: 'TCP 10.0.0.100:80',
      scheduler: 'rr',
      servers: [
        { address: '10.0.0.22:80', method: 'Route', weight: 1, active: 0, inactive: 7 },
        { address: '10.0.0.21:80', method: 'Route', weight: 3, active: 2, inactive: 0 },
      ],
    },
    {
      name: 'FWM 50',
      scheduler: 'wlc',
      persistent: 360,
      servers: [{ address: '10.0.0.21:0', method: 'Masq', weight: 0, active: 0, inactive: 0 }],
    },
  ])
})

test('DRBD: a sync under way, a peer that is away, a device that is not configured', () => {
  const text = `version: 8.4.11 (api:1/proto:86-101)
srcversion: 059B1B470318F053F5077D5
 0: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----
    ns:3532 nr:0 dw:0 dr:3532 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:29196
\t[=>..................] sync'ed: 12.5% (29196/32728)K
 1: cs:Unconfigured
 2: cs:WFConnection ro:Secondary/Unknown ds:Inconsistent/DUnknown C r----s
    ns:0 nr:0 dw:0 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:8
`
  expect(readDrbd(text, '/dev/vda / ext4 rw 0 0\n/dev/drbd0 /srv ext4 rw 0 0\n').devices).toEqual([
    {
      minor: 0,
      connection: 'SyncSource',
      role: 'Primary',
      peerRole: 'Secondary',
      disk: 'UpToDate',
      peerDisk: 'Inconsistent',
      outOfSync: 29196,
      synced: 12.5,
      mounted: '/srv',
    },
    {
      minor: 2,
      connection: 'WFConnection',
      role: 'Secondary',
      peerRole: 'Unknown',
      disk: 'Inconsistent',
      peerDisk: 'DUnknown',
      outOfSync: 8,
    },
  ])
})

test('VRRP: the last state counts, what scrolled out of the log is remembered, a new keepalived knows nothing', () => {
  const log = (text: string) => `Nov 21 06:52:10 director1 daemon.info Keepalived_vrrp[1218]: ${text}\n`
  const first = readVrrp(log('(VI_1) Entering BACKUP STATE') + log('(VI_1) Entering MASTER STATE'), new Map())
  expect([...first]).toEqual([['VI_1', 'MASTER']])
  expect([...readVrrp(log('(VI_2) Entering FAULT STATE'), first)]).toEqual([
    ['VI_1', 'MASTER'],
    ['VI_2', 'FAULT'],
  ])
  expect(readVrrp(log('Starting VRRP child process, pid=7'), first).size).toBe(0)
})

test('without keepalived there is no VRRP state, whatever the log says', () => {
  const log = 'Nov 21 06:52:10 d1 daemon.info Keepalived_vrrp[12]: (VI_1) Entering MASTER STATE\n'
  const file = `file /var/log/syslog ${log.length}\n${log}\n`
  const observer = new Observer()
  expect(observer.read(Buffer.from(`process keepalived S 2\n${file}`), 1).vrrp).toEqual([
    { name: 'VI_1', state: 'MASTER' },
  ])
  expect(observer.read(Buffer.from(file), 2).vrrp).toEqual([])
})
