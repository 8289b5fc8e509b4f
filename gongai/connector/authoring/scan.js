// What one frame shows, for a person who writes a profile: controls, buttons, forms, libraries. Looks only.
// A saved page has the markup of a library but not its components: `drawn` names by markup what no driver claims.
() => {
  const cx = window.__gongai;
  const text = (e) => cx.tidy(e.innerText || e.textContent || '');
  const drawn = (e) => {
    const known = [
      ['.el-cascader, .ant-cascader', 'cascader'], ['.el-tree-select, .ant-tree-select', 'tree'],
      ['.el-range-editor, .ant-picker-range, .ant-calendar-picker-range', 'daterange'],
      ['.el-date-editor, .ant-picker, .ant-calendar-picker, .datebox, .mini-datepicker, .Wdate', 'date'],
      ['.el-select, .ant-select, .layui-form-select, .combo, .mini-combobox', 'select'],
      ['.el-input-number, .ant-input-number, .numberbox', 'number'],
    ];
    const found = known.find(([css]) => e.closest(css));
    return found ? found[1] : '';
  };
  const length = (c) => {
    const box = [c.input, c.first].find((e) => e && e.maxLength > 0);
    return box && box.maxLength < 100000 ? box.maxLength : 0;
  };
  const index = cx.index('body');
  const told = cx.controls('body');
  const seen = index.controls.filter((c) => c.visible);
  const controls = told.map((one, i) => {
    const c = seen[i], typed = ['text', 'readonly'].includes(one.kind) && c.driver.library === 'plain';
    const guess = typed ? drawn(c.first) : '';
    return {
      ...one, kind: guess || one.kind, length: length(c), library: c.driver.library,
      titles: c.titles.slice(0, 4),
    };
  });

  // Where the controls stand: the nearest box around all of them that a selector can name.
  const name = (e) => {
    if (e.id && !/\d{3,}/.test(e.id)) return `#${CSS.escape(e.id)}`;
    const words = [...e.classList].filter((word) => !/\d{3,}|^is-|active|show|open|current|this/.test(word)).slice(0, 2);
    return words.length ? e.tagName.toLowerCase() + words.map((word) => `.${CSS.escape(word)}`).join('') : '';
  };
  const ITEM = '.el-form-item, .ant-form-item, .layui-form-item, tr, label, .datagrid';
  const whole = (nodes) => {
    if (!nodes.length) return '';
    let box = nodes[0].parentElement;
    while (box && !nodes.every((n) => box.contains(n))) box = box.parentElement;
    for (; box && box !== document.body; box = box.parentElement) {
      const css = name(box);
      if (css && !box.closest(ITEM) && document.querySelectorAll(css).length === 1) return css;
    }
    return 'body';
  };

  const BUTTONS = 'button, input[type=button], input[type=submit], [role=button], .el-button, .layui-btn, .ant-btn, a.l-btn, a[class~=btn], .mini-button';
  const words = (e) => (e.tagName === 'INPUT' ? e.value : text(e)).slice(0, 40);
  const pressed = [...document.querySelectorAll(BUTTONS)].filter(cx.shown).filter((e) => !e.parentElement.closest(BUTTONS));
  const buttons = [...new Set(pressed.map(words).filter(Boolean))];

  const password = [...document.querySelectorAll('input[type=password]')].find(cx.shown);
  const own = (e) => {
    if (!e) return '';
    if (e.name) return `input[name=${CSS.escape(e.name)}]`;
    if (e.id && !/\d{3,}/.test(e.id)) return `#${CSS.escape(e.id)}`;
    return e.placeholder ? `input[placeholder="${e.placeholder.replace(/"/g, '\\"')}"]` : `input[type=${e.type || 'text'}]`;
  };
  let login = null;
  if (password) {
    const inputs = [...document.querySelectorAll('input')].filter((e) => cx.shown(e) && ['text', 'tel', 'email', 'password', ''].includes(e.type || ''));
    const at = inputs.indexOf(password);
    const captcha = inputs.slice(at + 1).find((e) => /验证码|captcha|code/i.test(`${e.placeholder}${e.name}${e.id}`));
    const image = [...document.querySelectorAll('img')].find((e) => /captcha|verif|code|yzm/i.test(`${e.src}${e.className}${e.id}${e.alt}`));
    const around = password.closest('form') || document.body;
    const press = [...around.querySelectorAll(BUTTONS), ...pressed].find((e) => cx.shown(e) && /登录|登陆|登入|进入|sign ?in|log ?in/i.test(words(e).replace(/\s/g, '')));
    login = {
      account: at > 0 ? own(inputs[at - 1]) : '', password: own(password), button: press ? words(press) : '',
      captcha_box: captcha ? own(captcha) : '',
      captcha_image: image ? name(image) || 'img' : '',
    };
  }

  // The step a wizard says it is at names the page better than its heading, which is there on every step.
  const STEP = '.el-step__title.is-process, .ant-steps-item-process .ant-steps-item-title, .layui-step-current, .step-title.current, .steps .active, .steps .current, [aria-current=step]';
  const title = () => {
    const named = [...document.querySelectorAll(STEP), ...document.querySelectorAll('h1, h2, .page-title')].filter(cx.shown).map(text).find(Boolean);
    return (named || document.title || '').replace(/^\d+\s*/, '').trim();
  };

  const libraries = [];
  const there = (css) => document.querySelector(css) !== null;
  if (there('[class*="el-"]') && there('.el-form, .el-input, .el-button, .el-select')) {
    libraries.push(there('[class*="el-select__wrapper"], .el-input__wrapper') || there('#app[data-v-app]') ? 'Element Plus' : 'Element UI');
  }
  if (there('.ant-form, .ant-input, .ant-btn, .ant-select')) libraries.push('Ant Design');
  if (window.layui || there('.layui-form, .layui-btn, .layui-input')) libraries.push('layui');
  if ((window.jQuery && window.jQuery.fn && window.jQuery.fn.combobox) || there('span.textbox, .easyui-layout, .l-btn')) libraries.push('EasyUI');
  if (window.mini || there('[class^="mini-"], [class*=" mini-"]')) libraries.push('miniUI');
  if (window.WdatePicker || there('.Wdate')) libraries.push('My97');

  return {
    title: title().slice(0, 40), site: (document.title || '').trim().slice(0, 60),
    address: location.href, controls, buttons, login,
    root: whole([...seen.map((c) => c.first), ...pressed.filter((e) => /下一步|提交|^保存/.test(words(e).replace(/\s/g, '')))]),
    forms: [...document.forms].map((f) => ({ method: (f.method || 'get').toUpperCase(), action: f.getAttribute('action') || '', kind: f.enctype })),
    files: [...document.querySelectorAll('input[type=file]')].length,
    libraries: libraries.length ? libraries : ['普通 HTML'],
  };
}
