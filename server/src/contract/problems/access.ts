import { problem } from './row'

/** Getting in, and being allowed to ask. */
export const access = {
  'access.denied': problem({
    status: 403,
    en: ['You may not see or do this', 'Ask your instructor, or log in as somebody else'],
    zh: ['你没有权限查看或执行这个操作。', '请问问老师，或换个身份登录。'],
  }),
  'access.forced': problem({
    status: 403,
    en: ['Another website sent this request', 'Open the link yourself'],
    zh: ['这个请求来自别的网站，已拒绝。', '请自己打开链接。'],
  }),
  'access.host': problem({
    status: 403,
    en: [
      'This server does not go by the name {host}',
      'Open the link that npm start printed; start the server with --name to give it another name',
    ],
    zh: ['这台服务器没有 {host} 这个名字。', '请打开 npm start 打印的链接；要加名字，启动时用 --name。'],
  }),
  'access.many': problem({
    status: 429,
    en: ['Too many wrong tries from here', 'Try again in {minutes} min'],
    zh: ['错误尝试太多。', '请在 {minutes} 分钟后再试。'],
  }),
  'access.origin': problem({
    status: 403,
    en: ['Only the page itself may send this request', 'Open the page and use it'],
    zh: ['只有页面自己能发这个请求。', '请打开页面操作。'],
  }),
  'access.token': problem({
    status: 403,
    en: [
      'This link does not work, or no longer',
      'Ask your instructor for a new one; on your own machine, open the link that npm start printed',
    ],
    zh: ['这个链接无效，或已失效。', '请向老师要新的链接；在自己的机器上，请打开 npm start 打印的链接。'],
  }),
  'access.unknown': problem({
    status: 401,
    en: ['You are not logged in, or no longer', 'Open your link, or join the class'],
    zh: ['你还没有登录，或登录已失效。', '请打开你的链接，或加入课堂。'],
  }),
  'http.method': problem({
    status: 405,
    en: ['{method} is not served here', 'Use the page'],
    zh: ['这里不接受 {method} 请求。', '请在页面上操作。'],
  }),
  'http.unknown': problem({
    status: 404,
    en: ['There is no {path}', 'Open /'],
    zh: ['没有 {path}。', '请打开 /。'],
  }),
  'join.closed': problem({
    status: 403,
    en: ['This class lets nobody in just now', 'Ask your instructor to open it'],
    zh: ['这个课堂目前不放人进来。', '请老师打开入口。'],
  }),
  'join.code': problem({
    status: 404,
    en: ['No class has this code', 'Read it once more, or ask your instructor'],
    zh: ['没有使用这个课堂码的课堂。', '请再核对一遍，或问问老师。'],
  }),
  'join.full': problem({
    status: 409,
    en: ['This class is full: {most} are in', 'Ask your instructor for a place'],
    zh: ['这个课堂已满 {most} 人。', '请老师再加名额。'],
  }),
  'join.name': problem({
    status: 409,
    en: ['Somebody named {name} is in already', 'If that is you, open your personal link; otherwise add to the name'],
    zh: ['已经有一位“{name}”在里面。', '如果就是你，请打开个人链接；否则在名字后面加点什么。'],
  }),
  'join.over': problem({
    status: 410,
    en: ['This class is over', 'Ask your instructor for a new code'],
    zh: ['这个课堂已经结束。', '请向老师要新的课堂码。'],
  }),
  'join.shape': problem({
    status: 400,
    en: ['A code and a name are needed', 'Fill in both'],
    zh: ['需要课堂码和名字。', '请把两项都填上。'],
  }),
  'request.many': problem({
    status: 429,
    en: ['Too many requests of yours are under way', 'Wait until some are answered'],
    zh: ['你有太多请求还在处理。', '请等其中一些完成。'],
  }),
  'request.shape': problem({
    status: 400,
    en: ['The request {request} cannot be read: {reason}', 'Reload the page'],
    zh: ['服务器看不懂请求 {request}：{reason}', '请刷新页面。'],
  }),
}
