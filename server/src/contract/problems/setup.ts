import { problem } from './row'

/** Starting the server: its configuration, its address, its state folder. */
export const setup = {
  'config.database': problem({
    en: [
      'LVS_LAB_DATABASE_URL cannot be read as the address of a PostgreSQL database',
      'Write postgres://user:password@host:5432/database, with % / ? # @ : in user and password as %25 %2F %3F %23 %40 %3A',
    ],
    zh: [
      'LVS_LAB_DATABASE_URL 不是 PostgreSQL 数据库的地址。',
      '格式：postgres://user:password@host:5432/database；用户名和密码里的 % / ? # @ : 写成 %25 %2F %3F %23 %40 %3A',
    ],
  }),
  'config.number': problem({
    en: ['{name} is {value}, which is not in {range}', 'Set {name} to a whole number in {range}'],
    zh: ['{name} 是 {value}，不在 {range} 之内。', '请把 {name} 设为 {range} 之内的整数。'],
  }),
  'config.tls': problem({
    en: ['TLS needs a certificate and its key', 'Give both --tls-cert and --tls-key'],
    zh: ['TLS 需要证书和它的私钥。', '请同时给出 --tls-cert 和 --tls-key。'],
  }),
  'serve.certificate': problem({
    en: [
      'The certificate {cert} with the key {key} cannot be used: {reason}',
      'Give a PEM certificate with its chain, and the key that belongs to it',
    ],
    zh: ['证书 {cert} 和私钥 {key} 无法使用：{reason}', '请给出带证书链的 PEM 证书，以及与它配对的私钥。'],
  }),
  'serve.listen': problem({
    en: ['Cannot listen on {host}:{port} ({reason})', 'Choose another --host or --port'],
    zh: ['无法监听 {host}:{port}（{reason}）。', '请换一个 --host 或 --port。'],
  }),
  'serve.open': problem({
    en: [
      'Listening on {host} would let the whole network in',
      'Leave --host out, and reach it through ssh -L 3000:127.0.0.1:3000; or hold a class, where everybody logs in: --class',
    ],
    zh: [
      '监听 {host} 会让整个网络的人都能进来。',
      '请不用 --host，通过 ssh -L 3000:127.0.0.1:3000 访问；或开设课堂，每个人都要登录：--class',
    ],
  }),
  'serve.taken': problem({
    en: ['Port {port} is taken', 'Choose another: npm start -- --port {free}'],
    zh: ['端口 {port} 已被占用。', '请换一个：npm start -- --port {free}'],
  }),
  'state.unwritable': problem({
    en: [
      'The state folder {state} cannot be used ({reason})',
      'Make it writable, or set LVS_LAB_STATE to another folder',
    ],
    zh: ['状态目录 {state} 无法使用（{reason}）。', '请让它可写，或把 LVS_LAB_STATE 设为别的目录。'],
  }),
}
