// Tells the connector of each answer to the page's own calls that is an error or a page in the place of data. The
// listener is there before the page's own, which may leave the address at once and take the answer with it.
(() => {
  if (window.__gongaiHears) return
  window.__gongaiHears = true
  const bad = (status, kind) => status >= 400 || /html/.test(kind || '')
  const tell = (status, text) => window.gongaiHeard && window.gongaiHeard(status, String(text).slice(0, 4000))
  const open = XMLHttpRequest.prototype.open
  XMLHttpRequest.prototype.open = function (...given) {
    this.addEventListener('load', () => {
      if (!bad(this.status, this.getResponseHeader('content-type'))) return
      tell(this.status, ['', 'text'].includes(this.responseType) ? this.responseText : '')
    })
    return open.apply(this, given)
  }
  const fetched = window.fetch
  window.fetch = (...given) => fetched.apply(window, given).then(answer => {
    if (bad(answer.status, answer.headers.get('content-type'))) answer.clone().text().then(text => tell(answer.status, text))
    return answer
  })
})()
