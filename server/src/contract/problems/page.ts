import { problem } from './row'

/** What nobody meant to happen, and what the page finds itself. */
export const page = {
  internal: problem({
    status: 500,
    en: ['LVS Lab has a defect: {error}', 'Please report it with the server’s log'],
    zh: ['LVS Lab 内部出错：{error}', '请连同服务器日志一起报告。'],
  }),
  'page.defect': problem({
    en: ['The page has a defect: {error}', 'Reload the page'],
    zh: ['页面出错：{error}', '请刷新页面。'],
  }),
  'page.status': problem({
    en: ['The server answered with status {status}', 'Try again in a moment'],
    zh: ['服务器返回状态码 {status}。', '请稍后再试。'],
  }),
  'page.unbuilt': problem({
    en: ['The page has not been built', 'npm run build'],
    zh: ['页面还没有构建。', 'npm run build'],
  }),
  'socket.lost': problem({
    en: ['Nothing was done: the server cannot be reached just now', 'Try again once the connection is back'],
    zh: ['未执行：现在连不上服务器。', '连接恢复后再试。'],
  }),
}
