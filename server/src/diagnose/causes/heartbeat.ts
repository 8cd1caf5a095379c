import type { Cause } from '../cause'

const needs = 'cl_status'
const configured = '[ -s /etc/ha.d/ha.cf ] || exit'

/** heartbeat: its three files, its processes, who has the resources. */
export const heartbeat: Cause[] = [
  {
    id: 'ha-authkeys',
    needs,
    ask: String.raw`${configured}
if ! [ -s /etc/ha.d/authkeys ]; then echo '/etc/ha.d/authkeys is missing or empty'
else case $(stat -c %a /etc/ha.d/authkeys) in 600 | 400) ;; *) stat -c '%A %a %n' /etc/ha.d/authkeys ;; esac; fi`,
    says: {
      en: 'heartbeat wants authkeys readable for root alone (600):',
      zh: 'heartbeat 要求 authkeys 只有 root 能读（600）：',
    },
    source: 'stat /etc/ha.d/authkeys',
  },
  {
    id: 'ha-node',
    needs,
    ask: String.raw`${configured}
names=$(awk '$1 == "node" { for (i = 2; i <= NF; i++) print $i }' /etc/ha.d/ha.cf)
grep -qx "$(uname -n)" <<< "$names" || echo "node $(paste -sd ' ' <<< "$names"), but uname -n says $(uname -n)"`,
    says: { en: 'ha.cf does not name this node:', zh: 'ha.cf 里没有这个节点的名字：' },
    source: '/etc/ha.d/ha.cf',
  },
  {
    id: 'ha-script',
    needs,
    ask: String.raw`${configured}
grep -vE '^\s*(#|$)' /etc/ha.d/haresources | tr -s ' \t\\' '\n\n\n' | tail -n +2 | sed 's/::.*//' | grep -vE '^[0-9]+\.' | sort -u | while read -r name; do
  [ -x /etc/ha.d/resource.d/$name ] || [ -x /etc/init.d/$name ] || [ "$name" = "$(uname -n)" ] || echo "$name is neither in /etc/ha.d/resource.d nor in /etc/init.d"
done`,
    says: { en: 'haresources names something that cannot be started:', zh: 'haresources 里有启动不了的名字：' },
    source: '/etc/ha.d/haresources',
  },
  {
    id: 'ha-stopped',
    needs,
    ask: String.raw`${configured}
cl_status hbstatus > /dev/null && exit
cat /var/log/ha-log /var/log/ha-debug /var/log/syslog 2> /dev/null | grep -E 'heartbeat.*(ERROR|CRIT|WARN)' | tail -n 2 | sed -E 's/^.*(ERROR|CRIT|WARN)/\1/' | grep . || cl_status hbstatus 2>&1`,
    says: { en: 'heartbeat does not run. Its last complaints:', zh: 'heartbeat 没有运行。它最后抱怨的是：' },
    source: 'cl_status hbstatus, log',
  },
  {
    id: 'ha-authentication',
    needs,
    ask: String.raw`${configured}
cat /var/log/ha-log /var/log/syslog 2> /dev/null | tail -n 40 | grep -E 'failed authentication|authentication method' | tail -n 1 | sed -E 's/^.*(ERROR|WARN)/\1/'`,
    says: { en: 'It rejects what the other node sends:', zh: '另一个节点发来的消息，它不接受：' },
    source: 'ha-log',
  },
  {
    id: 'ha-peer-dead',
    needs,
    ask: String.raw`${configured}
cl_status hbstatus > /dev/null || exit
for node in $(cl_status listnodes -n); do [ "$node" = "$(uname -n)" ] || { state=$(cl_status nodestatus $node); [ "$state" = active ] || echo "$node: $state"; }; done`,
    says: { en: 'It takes the other node for dead:', zh: '它认为另一个节点死了：' },
    source: 'cl_status nodestatus',
  },
  {
    id: 'ha-resource-fails',
    needs,
    ask: String.raw`${configured}
cat /var/log/ha-log /var/log/syslog 2> /dev/null | tail -n 60 | grep -E 'ResourceManager.*(ERROR|CRIT)|Return code [1-9]' | tail -n 2 | sed -E 's/^.*(ERROR|CRIT)/\1/'`,
    says: { en: 'A resource could not be started or stopped:', zh: '有一个资源起不来，或停不下来：' },
    source: 'ha-log',
  },
  {
    id: 'ha-no-resources',
    needs,
    ask: String.raw`${configured}
cl_status hbstatus > /dev/null && state=$(cl_status rscstatus) && case $state in none | transition) echo "rscstatus: $state" ;; esac`,
    says: { en: 'This node has no resources:', zh: '这个节点手里没有资源：' },
    source: 'cl_status rscstatus',
  },
  {
    id: 'ha-files-old',
    needs,
    ask: String.raw`${configured}
pid=$(pgrep -o -x heartbeat) && at=$(($(date +%s) - $(ps -o etimes= -p $pid))) || exit
find /etc/ha.d -maxdepth 1 -type f -newermt "@$((at + 1))" -printf '%p changed at %TH:%TM:%.2TS\n' | grep . && date -d @$at +'heartbeat runs since %T'`,
    says: { en: 'A file changed while heartbeat was running:', zh: 'heartbeat 运行期间，文件改过：' },
    source: '/etc/ha.d, ps',
  },
]
