import { problem } from './row'

/** The Docker engine, the room on it, and the images. */
export const engine = {
  'engine.cores': problem({
    en: ['This lab needs {need} processor cores, and {room} are free for labs', 'Stop a lab that is running'],
    zh: ['这个实验需要 {need} 个处理器核，目前可用 {room} 个。', '请停止一个正在运行的实验。'],
  }),
  'engine.embedded': problem({
    en: ['The embedded Docker engine does not start: {reason}', 'Read {log}'],
    zh: ['内置的 Docker 引擎没有启动：{reason}', '请查看 {log}'],
  }),
  'engine.exhausted': problem({
    en: ['The engine’s machine has no memory left ({doing}: {words})', 'Stop another lab: npx lvs-lab stop'],
    zh: ['引擎所在的机器内存已用尽（{doing}：{words}）。', '请停止另一个实验：npx lvs-lab stop'],
  }),
  'engine.gone': problem({
    en: [
      'The Docker engine does not answer just now',
      'Try again when it is back: the server starts its own engine again, any other must be started by hand',
    ],
    zh: ['Docker 引擎现在没有应答。', '等它恢复后再试：内置的引擎由服务器重新启动，其他引擎需要手动启动。'],
  }),
  'engine.disk-probe': problem({
    en: ['The container that watches the engine’s disk does not come up: {reason}', 'npx lvs-lab doctor'],
    zh: ['监视引擎磁盘的容器没有启动：{reason}', 'npx lvs-lab doctor'],
  }),
  'engine.helper': problem({
    en: ['{doing} failed: {reason}', 'npx lvs-lab doctor'],
    zh: ['在引擎所在的主机上操作失败（{doing}）：{reason}', 'npx lvs-lab doctor'],
  }),
  'engine.host': problem({
    en: [
      'No Docker engine answers at DOCKER_HOST={host} ({reason})',
      'Correct DOCKER_HOST, or unset it to use the local or the embedded engine',
    ],
    zh: [
      'DOCKER_HOST={host} 处没有 Docker 引擎应答（{reason}）。',
      '请改正 DOCKER_HOST；取消设置则使用本机或内置的引擎。',
    ],
  }),
  'engine.large': problem({
    en: [
      'This lab may take {need} MiB of memory, and all labs together {room} MiB',
      'Tell whoever runs this server: it needs more memory, or a higher LVS_LAB_MEMORY where that is set',
    ],
    zh: [
      '这个实验最多需要 {need} MiB 内存，而这里所有实验合计只能用 {room} MiB。',
      '请告诉管理员：需要更多内存；如果设了 LVS_LAB_MEMORY，请调高。',
    ],
  }),
  'engine.low': problem({
    en: [
      'The server’s disk is nearly full: {mebibytes} MiB and room for {inodes} files are left. Nothing more starts',
      'Whoever runs this server can free space: docker system prune',
    ],
    zh: [
      '服务器磁盘快满了：只剩 {mebibytes} MiB、{inodes} 个文件的空间，暂时不能再启动。',
      '请管理员腾出空间：docker system prune',
    ],
  }),
  'engine.macvlan': problem({
    en: [
      'The Docker engine cannot make macvlan networks ({doing}: {words})',
      'Load the module on the engine’s host: modprobe macvlan',
    ],
    zh: ['这个 Docker 引擎不能建立 macvlan 网络（{doing}：{words}）。', '在引擎所在的主机上加载模块：modprobe macvlan'],
  }),
  'engine.memory': problem({
    en: ['This lab may take {need} MiB of memory, and {room} MiB are free for labs', 'Stop a lab that is running'],
    zh: ['这个实验最多需要 {need} MiB 内存，目前可用 {room} MiB。', '请停止一个正在运行的实验。'],
  }),
  'engine.none': problem({
    en: ['No Docker engine runs, so no lab does', 'npm start'],
    zh: ['没有 Docker 引擎在运行，也就没有实验。', 'npm start'],
  }),
  'engine.path': problem({
    en: ['The path {path} is too long for a socket', 'Set LVS_LAB_STATE to a shorter folder'],
    zh: ['路径 {path} 太长，不能用作套接字。', '请把 LVS_LAB_STATE 设为较短的目录。'],
  }),
  'engine.permission': problem({
    en: ['The Docker engine may not do this ({doing}: {words})', 'npx lvs-lab doctor'],
    zh: ['Docker 引擎没有权限做这件事（{doing}：{words}）。', 'npx lvs-lab doctor'],
  }),
  'engine.program': problem({
    en: ['{program} cannot be used: {reason}', '{cure}'],
    zh: ['无法使用 {program}：{reason}', '{cure}'],
  }),
  'engine.refused': problem({
    en: ['The Docker engine refused: {words} ({doing})', 'npx lvs-lab doctor'],
    zh: ['Docker 引擎拒绝了请求：{words}（{doing}）', 'npx lvs-lab doctor'],
  }),
  'engine.root': problem({
    en: [
      'No Docker engine answers, and only root can start the embedded one',
      'sudo apt-get install -y docker.io && sudo usermod -aG docker "$USER" && newgrp docker',
    ],
    zh: [
      '没有 Docker 引擎应答，而只有 root 能启动内置的引擎。',
      'sudo apt-get install -y docker.io && sudo usermod -aG docker "$USER" && newgrp docker',
    ],
  }),
  'engine.running': problem({
    en: ['The embedded Docker engine (process {pid}) does not stop', 'Read {log}, then: kill -9 {pid}'],
    zh: ['内置的 Docker 引擎（进程 {pid}）停不下来。', '请查看 {log}，然后：kill -9 {pid}'],
  }),
  'engine.socket': problem({
    en: ['You may not use the Docker engine at {socket}', 'sudo usermod -aG docker "$USER" && newgrp docker'],
    zh: ['你没有权限使用 {socket} 上的 Docker 引擎。', 'sudo usermod -aG docker "$USER" && newgrp docker'],
  }),
  'engine.space': problem({
    en: ['The engine’s disk is full ({doing}: {words})', 'Free some space: docker system prune'],
    zh: ['Docker 引擎的磁盘满了（{doing}：{words}）。', '请腾出空间：docker system prune'],
  }),
  'engine.stopped': problem({
    en: ['The Docker engine was stopped', 'Whoever runs the server must start it'],
    zh: ['Docker 引擎已被停止。', '需要由管理员启动它。'],
  }),
  'engine.system': problem({
    en: ['No Docker engine answers', 'Start Docker Desktop, or set DOCKER_HOST to an engine on Linux'],
    zh: ['没有 Docker 引擎应答。', '请启动 Docker Desktop，或把 DOCKER_HOST 设为 Linux 上的引擎。'],
  }),
  'engine.tun': problem({
    en: [
      'The engine’s host has no /dev/net/tun ({doing}: {words})',
      'Load the module on the engine’s host: modprobe tun',
    ],
    zh: ['引擎所在的主机没有 /dev/net/tun（{doing}：{words}）。', '在引擎所在的主机上加载模块：modprobe tun'],
  }),
  'image.base': problem({
    en: ['mmdebstrap ended with {status}: {words}', 'Check that Debian’s packages can be reached: sudo apt-get update'],
    zh: ['mmdebstrap 以状态 {status} 结束：{words}', '请确认能访问 Debian 软件源：sudo apt-get update'],
  }),
  'image.build': problem({
    en: [
      'The image {image} could not be built: {words}',
      'Check that Debian’s packages can be reached from the engine, then try again',
    ],
    zh: ['镜像 {image} 构建失败：{words}', '请确认引擎能访问 Debian 软件源，然后再试。'],
  }),
  'image.pull': problem({
    en: [
      'The image {image} cannot be pulled, and only root can make a base with mmdebstrap',
      'Pull it: docker pull {image}; or on Debian: sudo mmdebstrap --variant=minbase bookworm - | docker import - {made}',
    ],
    zh: [
      '镜像 {image} 拉取失败，而只有 root 能用 mmdebstrap 制作基础镜像。',
      '请拉取：docker pull {image}；或在 Debian 上：sudo mmdebstrap --variant=minbase bookworm - | docker import - {made}',
    ],
  }),
}
