// What must run from document start: the stylesheet, the toast recorder and the count of open requests.
const watch = (cx.watch = { open: new Map(), begun: 0, changed: performance.now(), toasts: [] });
// A request open for longer is a page's long poll, not an answer somebody waits for.
const LONG_POLL_MS = 20000;
const BODY_MS = 30;

const begin = (request) => { watch.begun++; watch.open.set(request, performance.now()); watch.changed = performance.now(); };
const end = (request) => { if (watch.open.delete(request)) watch.changed = performance.now(); };
cx.waiting = () => [...watch.open.values()].some((since) => performance.now() - since < LONG_POLL_MS);
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (...args) {
  begin(this);
  this.addEventListener('loadend', () => end(this), { once: true });
  try { return send.apply(this, args); } catch (error) { end(this); throw error; }
};
const fetchOfPage = window.fetch;
window.fetch = function (...args) {
  const answer = fetchOfPage.apply(this, args), request = {};
  begin(request);
  // The promise settles with the headers; the page still has to read the body and draw.
  const soon = () => setTimeout(() => end(request), BODY_MS);
  answer.then(soon, soon);
  return answer;
};

const TOASTS = '.el-message, .el-notification, .layui-layer-msg, .ant-message-notice, .ant-notification-notice, .messager-body, [role=alert].toast';
const noteToast = (e) => {
  const note = () => { const text = cx.tidy(e.innerText || e.textContent); if (text) watch.toasts.push(text); return text; };
  if (!note()) setTimeout(note, 0); // filled after it was put into the page
};
cx.seen = () => [...watch.toasts];
const noted = new WeakSet();
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType !== 1) continue;
      for (const e of [...(node.matches(TOASTS) ? [node] : []), ...node.querySelectorAll(TOASTS)]) {
        if (!noted.has(e)) { noted.add(e); noteToast(e); }
      }
    }
  }
}).observe(document, { childList: true, subtree: true });

// A millisecond instead of none: pages that wait for transitionend still get it.
cx.calm = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*, *::before, *::after {
    transition-duration: 1ms !important; transition-delay: 0s !important;
    animation-duration: 1ms !important; animation-delay: 0s !important; animation-iteration-count: 1 !important;
    scroll-behavior: auto !important; caret-color: transparent !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};

// jQuery animates by timers, out of the stylesheet's reach; it is there only after the page's own scripts have run.
cx.calmScripts = () => { for (const $ of [window.jQuery, window.layui && window.layui.$]) if ($ && $.fx) $.fx.off = true; };

const MASKS = '.el-loading-mask, .ant-spin-spinning, .layui-layer-loading, .datagrid-mask, .window-mask-msg, .blockUI.blockOverlay, .loading-mask';
// Fading in it masks already, fading out no more; one that is always there but lets everything through never does.
const masks = (e) => {
  if (!cx.shown(e) || /-leave/.test(e.className)) return false;
  const style = getComputedStyle(e);
  return /-enter/.test(e.className) || (style.opacity !== '0' && style.pointerEvents !== 'none');
};
cx.masked = () => [...document.querySelectorAll(MASKS)].some(masks);
cx.busy = () => cx.waiting() || cx.masked();
cx.quiet = (ms) => document.readyState === 'complete' && !cx.busy() && performance.now() - watch.changed >= ms;

// After our own events: let the page render, and wait out the requests they started.
cx.rest = async () => {
  await cx.tick();
  await cx.tick();
  while (cx.busy() && performance.now() < cx.deadline) await cx.sleep(8);
  await cx.tick();
};
