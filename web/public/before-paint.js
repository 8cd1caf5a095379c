// Theme and language as chosen last time, before anything is drawn.
try {
  const theme = JSON.parse(localStorage.getItem('lvs-lab.theme') ?? 'null')
  if (theme) document.documentElement.dataset.theme = theme
  const language = JSON.parse(localStorage.getItem('lvs-lab.language') ?? 'null')
  if (language) document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
} catch {
  // Storage is switched off or holds something else: the system's theme and the browser's language apply.
}
