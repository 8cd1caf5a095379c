import type { Cause } from '../cause'

const needs = 'keepalived'
const configured = '[ -s /etc/keepalived/keepalived.conf ] || exit'

/** keepalived: its files, its process, what it left out of them. */
export const keepalived: Cause[] = [
  {
    id: 'keepalived-refuses',
    needs,
    ask: String.raw`${configured}
out=$(keepalived -t 2>&1) || grep -v '^ *$' <<< "$out"`,
    says: { en: 'keepalived refuses its configuration:', zh: 'keepalived 不接受它的配置：' },
    source: 'keepalived -t',
  },
  {
    id: 'keepalived-stopped',
    needs,
    ask: String.raw`${configured}
runs keepalived && exit
said 'Keepalived' | tail -n 2 | grep . || echo 'it was not started since the node booted'`,
    says: { en: 'keepalived does not run. Its last words:', zh: 'keepalived 没有运行。它最后说的是：' },
    source: '/var/log/syslog',
  },
  {
    id: 'keepalived-twice',
    needs,
    ask: String.raw`
pids=$(pgrep -x -P 1 keepalived); [ "$(wc -w <<< "$pids")" -gt 1 ] && ps -o pid=,lstart=,args= -p "$(paste -sd , <<< "$pids")"`,
    says: { en: 'keepalived runs twice:', zh: 'keepalived 运行了两份：' },
    source: 'ps',
  },
  {
    id: 'keepalived-warns',
    needs,
    ask: String.raw`${configured}
out=$(keepalived -t 2>&1) && grep -vE 'SECURITY VIOLATION.*script_security not enabled|^ *$' <<< "$out"`,
    says: { en: 'keepalived takes the file, but not all of it:', zh: '文件 keepalived 收下了，但有的内容它不用：' },
    source: 'keepalived -t',
  },
  {
    id: 'keepalived-old',
    needs,
    ask: String.raw`${configured}
runs keepalived && at=$(read_at 'Keepalived.*(Starting Keepalived|[Rr]eloading|Opening file)') && [ -n "$at" ] || exit
changed_since /etc/keepalived $at | grep . && date -d @$at +'keepalived read its files at %T'`,
    says: { en: 'A file changed after keepalived had read it:', zh: '文件改在 keepalived 读取之后：' },
    source: '/etc/keepalived, /var/log/syslog',
  },
  {
    id: 'script-fails',
    needs,
    ask: String.raw`runs keepalived && said 'Keepalived_vrrp.*(VRRP_Script|[Ss]cript)' | tail -n 1 | grep -iE 'fail|timed|terminated|returning [1-9]|status [1-9]|signal'`,
    says: { en: 'A check script reports a failure:', zh: '检查脚本报告失败：' },
    source: '/var/log/syslog',
  },
  {
    id: 'health-fails',
    needs,
    ask: String.raw`
runs keepalived || exit
log=$(said 'Keepalived_healthcheckers')
[ "$(grep -cE 'Removing (alive )?service|Disabling' <<< "$log")" -gt "$(grep -cE 'Adding (alive )?service|Enabling' <<< "$log")" ] || exit
grep -E 'rror|imeout|igest|tatus.code|failed|Removing' <<< "$log" | tail -n 2`,
    says: { en: 'A health check has taken a server out:', zh: '健康检查摘掉了一台服务器：' },
    source: '/var/log/syslog',
  },
]
