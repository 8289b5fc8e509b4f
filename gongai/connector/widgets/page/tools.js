// Buttons, message boxes and file inputs: found here, clicked with trusted events from outside.
const BUTTONS = 'button, input[type=button], input[type=submit], [role=button], a, .el-button, .layui-btn, .ant-btn, .l-btn, [class~=btn], [onclick]';
const tight = (text) => cx.norm(text).replace(/[×✕]/g, '');
const buttonText = (e) => (e.tagName === 'INPUT' ? e.value : e.innerText || e.textContent || e.getAttribute('aria-label') || '');
cx.buttons = ({ root, text }) => {
  const all = cx.roots(root).flatMap((r) => [...(r.matches(BUTTONS) ? [r] : []), ...r.querySelectorAll(BUTTONS)]);
  const same = [...new Set(all)].filter((e) => cx.shown(e) && tight(buttonText(e)) === tight(text));
  return same.filter((e) => !same.some((inner) => inner !== e && e.contains(inner)));
};
const dead = (e) => e.disabled || e.matches('.is-disabled, .is-loading, .layui-btn-disabled, .l-btn-disabled, .ant-btn-loading, .mini-disabled, [aria-disabled=true]');
// A number (how many) until there is exactly one that can be pressed: then the element itself.
cx.button = (argument) => {
  const found = cx.buttons(argument);
  return found.length === 1 && !dead(found[0]) ? found[0] : null;
};
cx.buttonState = (argument) => {
  const found = cx.buttons(argument);
  return { count: found.length, dead: found.some(dead) };
};

const BOXES = '.el-message-box, .layui-layer-dialog:not(.layui-layer-msg), .ant-modal-confirm, .messager-window:has(.messager-body)';
const BOX_TEXT = '.el-message-box__message, .layui-layer-content, .ant-modal-confirm-body, .messager-body';
cx.box = () => {
  const open = [...document.querySelectorAll(BOXES)].filter(cx.shown);
  const height = (e) => Number(getComputedStyle(e.closest('.el-message-box__wrapper') || e).zIndex) || 0;
  return open.length ? open.reduce((top, e) => (height(e) >= height(top) ? e : top)) : null;
};
cx.boxText = () => {
  const box = cx.box();
  if (!box) return null;
  const part = box.querySelector(BOX_TEXT) || box;
  if (!part.querySelector(BUTTONS)) return cx.tidy(part.innerText || part.textContent);
  const words = part.cloneNode(true);
  words.querySelectorAll(BUTTONS).forEach((e) => e.remove());
  return cx.tidy(words.textContent);
};
cx.boxButton = (text) => {
  const box = cx.box();
  const found = box ? [...box.querySelectorAll(BUTTONS)].filter((e) => cx.shown(e) && tight(buttonText(e)) === tight(text)) : [];
  return found.length === 1 && !dead(found[0]) ? found[0] : null;
};

// Hidden file inputs count when what stands around them is visible.
cx.fileInputs = (root) => cx.roots(root).flatMap((r) => [...r.querySelectorAll('input[type=file]')])
  .filter((e) => cx.shown(e) || (e.parentElement && cx.shown(e.parentElement)));

// Enter in a field takes a date over; in a form it may also send the form, which is nobody's wish here.
const stay = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
cx.holdSubmit = (on) => (on ? window.addEventListener('submit', stay, true) : window.removeEventListener('submit', stay, true));

cx.closePanels = async () => {
  cx.closeAll();
  await cx.until(() => !cx.openPanels().length, 300);
  for (const panel of cx.openPanels()) cx.shutters.forEach((shut) => shut(panel));
  await cx.until(() => !cx.openPanels().length, 200);
  return cx.openPanels().length;
};
