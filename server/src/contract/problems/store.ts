import { problem } from './row'

/** The database. */
export const store = {
  'store.broken': problem({
    en: [
      'The database {path} cannot be used: {reason}',
      'Make it writable; or move it away to begin with an empty one: mv {path} {path}.old',
    ],
    zh: ['数据库 {path} 无法使用：{reason}', '请让它可写；或把它移走，从空数据库开始：mv {path} {path}.old'],
  }),
  'store.busy': problem({
    en: ['The database {path} is held by another program: {reason}', 'See which: fuser -v {path}'],
    zh: ['数据库 {path} 被别的程序占用：{reason}', '查看是哪个程序：fuser -v {path}'],
  }),
  'store.denied': problem({
    en: [
      'PostgreSQL does not let us work in {database}: {reason}',
      'Make our user the owner: ALTER DATABASE … OWNER TO …; ALTER SCHEMA public OWNER TO …',
    ],
    zh: [
      'PostgreSQL 不让我们操作 {database}：{reason}',
      '请把我们的用户设为所有者：ALTER DATABASE … OWNER TO …; ALTER SCHEMA public OWNER TO …',
    ],
  }),
  'store.lost': problem({
    en: [
      'The connection to the database {database} was lost: {reason}',
      'Try again; where it stays away, see that PostgreSQL runs',
    ],
    zh: ['与数据库 {database} 的连接断了：{reason}', '请再试一次；如果一直连不上，请确认 PostgreSQL 在运行。'],
  }),
  'store.missing': problem({
    en: ['There is no such database: {database}', 'Create it: {command}'],
    zh: ['没有这个数据库：{database}', '请创建：{command}'],
  }),
  'store.newer': problem({
    en: [
      'A newer version of LVS Lab has changed the database (this one does not know {migration})',
      'Update LVS Lab to that version or a later one, or restore the database from a backup made before',
    ],
    zh: [
      '数据库已被更新版本的 LVS Lab 改过（这个版本不认识 {migration}）。',
      '请把 LVS Lab 升级到那个版本或更新，或用之前的备份恢复数据库。',
    ],
  }),
  'store.password': problem({
    en: [
      'PostgreSQL does not let us in to {database}: {reason}',
      'Correct user and password in LVS_LAB_DATABASE_URL; as the server’s administrator, set it with \\password in psql',
    ],
    zh: [
      'PostgreSQL 不让我们登录 {database}：{reason}',
      '请改正 LVS_LAB_DATABASE_URL 里的用户名和密码；数据库管理员可在 psql 里用 \\password 设置。',
    ],
  }),
  'store.unreachable': problem({
    en: [
      'The database {database} does not answer: {reason}',
      'See that PostgreSQL runs there and can be reached from here, or correct LVS_LAB_DATABASE_URL',
    ],
    zh: [
      '数据库 {database} 没有应答：{reason}',
      '请确认 PostgreSQL 在那里运行、从这里能访问，或改正 LVS_LAB_DATABASE_URL。',
    ],
  }),
  'store.unusable': problem({
    en: ['The database {database} cannot be used: {reason}', 'Give LVS Lab a database of its own, owned by its user'],
    zh: ['数据库 {database} 无法使用：{reason}', '请给 LVS Lab 一个专用数据库，由它的用户所有。'],
  }),
}
