// Uploads: a list of names a person sees, and a hidden file input. Files can only be given from outside the page, by
// path; here is found what is there already, what is taken away, and where the next ones go.
const upBox = (css, rest) => ({ library: 'upload', kind: 'upload', css, placeholder: () => '', required: () => false, ...rest });
const upSome = (e, css) => [...e.querySelectorAll(css)];
const upInput = (c) => (c.first.matches('input[type=file]') ? c.first : c.first.querySelector('input[type=file]') || c.element.querySelector('input[type=file]'));
// A list that the page draws by itself: texts that look like names of files, in the nearest box that has one.
const FILE_NAME = /^(.{0,200}?\.[A-Za-z0-9]{1,5})(?=$|[\s（(])/;
const upTexts = (box) => upSome(box, '*').filter((e) => !e.firstElementChild && !e.matches('script, style, option') && cx.shown(e)).map((e) => FILE_NAME.exec(cx.tidy(e.textContent))).filter(Boolean).map((found) => found[1].trim());
const upNear = (c) => {
  let box = c.first;
  for (let up = 0; up < 4 && box.parentElement && box !== document.body; up++) {
    box = box.parentElement;
    const names = upTexts(box);
    if (names.length) return [...new Set(names)];
    if (box.matches(['form', 'td', 'fieldset', ...cx.items].join(', '))) break;
  }
  return null;
};
const upHeld = (input) => (input ? [...input.files].map((f) => f.name) : []);
const upState = (names) => ({ visible: names, submitted: names });
// Element UI draws a dead upload like a living one.
const upDead = (e) => { const vm = vmAt(e, /^ElUpload$/); return Boolean(vm && vm.uploadDisabled); };
const upDriver = (css, { rows, busy, name, drop, place, ...rest }) => upBox(css, {
  enabled: (c) => { const input = upInput(c); return Boolean(input) && !off(input) && !upDead(place(c.first)) && !c.first.querySelector('.ant-upload-disabled') && !/(^|[\s-])(is-)?disabled(\s|$)/.test(`${c.first.className} ${place(c.first).className}`); },
  state: (c) => upState(upSome(place(c.first), rows).filter((row) => !row.matches(busy)).map(name)),
  now: () => false,
  later: async (c, value) => {
    if (cx.list(value).length) throw new Error('files are given from outside');
    for (const cross of upSome(place(c.first), drop)) cross.click();
    // The page may ask or tell the server first, and a name fades out.
    await cx.until(() => !c.driver.state(c).submitted.length, 2000);
  },
  files: upInput,
  ...rest,
});
const upAlt = (row) => (row.querySelector('img') || { alt: '' }).alt;
cx.panels.push('.el-upload-list', '.ant-upload-list');
cx.drivers.unshift(upBox('span.textbox', {
  accept: (e) => Boolean(ezData(e, 'filebox')),
  claims: (e) => [ezTarget(e)],
  enabled: (c) => { const o = ezCall(c, 'filebox', 'options'); return !o.disabled && !o.readonly; },
  required: (c) => Boolean(ezCall(c, 'filebox', 'options').required),
  state: (c) => upState(upHeld(upInput(c))),
  now: (c, value) => { if (cx.list(value).length) return false; ezCall(c, 'filebox', 'clear'); return true; },
  files: upInput,
}), upDriver('.el-upload', {
  place: (e) => e.parentElement,
  rows: '.el-upload-list__item', busy: '.is-uploading, .is-fail',
  name: (row) => { const word = row.querySelector('.el-upload-list__item-file-name, .el-upload-list__item-name'); return cx.tidy((word || row).textContent) || upAlt(row); },
  drop: '.el-upload-list__item .el-icon-close, .el-upload-list__item .el-icon--close, .el-upload-list__item-delete',
}), upDriver('.ant-upload-wrapper', {
  place: (e) => e,
  rows: '.ant-upload-list-item', busy: '.ant-upload-list-item-uploading, .ant-upload-list-item-error',
  name: (row) => { const word = row.querySelector('.ant-upload-list-item-name'); return word ? word.title || cx.tidy(word.textContent) : upAlt(row); },
  drop: '.ant-upload-list-item-actions button[title], .ant-upload-list-item-action, [class*=ant-upload-list-item] .anticon-delete',
}), upBox('.webuploader-container, input.layui-upload-file, input[type=file]', {
  shows: (c) => cx.shown(c.first) || Boolean(c.first.parentElement && cx.shown(c.first.parentElement)),
  enabled: (c) => { const input = upInput(c); return Boolean(input) && !off(input); },
  required: (c) => Boolean(upInput(c)) && upInput(c).required,
  state: (c) => upState(upHeld(upInput(c)).length && upInput(c).name ? upHeld(upInput(c)) : upNear(c) || upHeld(upInput(c))),
  now: (c, value) => {
    if (cx.list(value).length) return false;
    if (!upInput(c).value) cx.fail('不能清空');
    upInput(c).value = '';
    cx.fire(upInput(c), 'change');
    return true;
  },
  files: upInput,
}));

// The names among these that the field does not hold yet, after the page was given time to take them.
cx.notUploaded = async ({ root, order, names, wait }) => {
  const missing = () => {
    const { control } = cx.lookup(cx.index(root), order);
    const held = control ? control.driver.state(control).submitted.map(cx.fileName) : [];
    return names.filter((name) => !held.includes(cx.fileName(name)));
  };
  if (wait) await cx.until(() => !missing().length, 3000);
  return missing();
};
