import type { Cause } from '../cause'

const needs = 'nginx'
const configured = '[ -n "$(ls /etc/nginx/sites-enabled /etc/nginx/conf.d 2> /dev/null | grep -v :)" ] || exit'

/** nginx, on real servers and proxies. */
export const nginx: Cause[] = [
  {
    id: 'nginx-refuses',
    needs,
    ask: String.raw`${configured}
out=$(nginx -t 2>&1) || grep -E 'emerg|alert|crit' <<< "$out"`,
    says: { en: 'nginx refuses its configuration:', zh: 'nginx 不接受它的配置：' },
    source: 'nginx -t',
  },
  {
    id: 'nginx-stopped',
    needs,
    ask: String.raw`${configured}
[ "$ROLE" = real-server ] || [ "$ROLE" = proxy ] || exit
runs nginx && exit
grep -E 'emerg|alert|crit' /var/log/nginx/error.log | tail -n 1 | grep . || echo 'no process nginx'`,
    says: { en: 'nginx does not run:', zh: 'nginx 没有运行：' },
    source: 'pgrep nginx, /var/log/nginx/error.log',
  },
  {
    id: 'nginx-old',
    needs,
    ask: String.raw`${configured}
worker=$(pgrep -n -u www-data -x nginx) && at=$(($(date +%s) - $(ps -o etimes= -p $worker))) || exit
find /etc/nginx -type f -newermt "@$((at + 1))" -printf '%p changed at %TH:%TM:%.2TS\n' | head -n 1 | grep . && date -d @$at +'nginx read its files at %T'`,
    says: { en: 'A file changed after nginx had read it:', zh: '文件改在 nginx 读取之后：' },
    source: '/etc/nginx, ps',
  },
  {
    id: 'nginx-answers',
    needs,
    ask: String.raw`${configured}
[ "$ROLE" = real-server ] && runs nginx || exit
code=$(curl -s -m 2 -o /dev/null -w '%{http_code}' http://$ADDRESS/) || { echo "GET http://$ADDRESS/: $(curl -sS -m 1 -o /dev/null http://$ADDRESS/ 2>&1)"; exit; }
case $code in 4* | 5*) echo "GET http://$ADDRESS/: $code" ;; esac`,
    says: { en: 'Asked on the spot, nginx does not give its page:', zh: '就在本机访问，nginx 也给不出网页：' },
    source: 'curl on the node',
  },
  {
    id: 'upstream-fails',
    needs,
    ask: String.raw`
[ "$ROLE" = proxy ] || exit
tail -n 200 /var/log/nginx/error.log | awk -v since="$(date -d '-30 seconds' +'%Y/%m/%d %H:%M:%S')" '($1 " " $2) >= since' | grep upstream | tail -n 1 | sed -E 's/^([^ ]+) ([^ ]+) \[[a-z]+\] [^ ]+ (\*[0-9]+ )?/\2 /'`,
    says: { en: 'The proxy gets no answer from a server behind it:', zh: '代理从后面的一台服务器得不到应答：' },
    source: '/var/log/nginx/error.log',
  },
]
