// Date boxes in the manner of My97 DatePicker: a read-only input whose own handler opens a calendar in an iframe.
// Known from its documented markup only. The calendar is not opened: the options it would be opened with are caught,
// the text is put in, and the listeners named in the options are called as the calendar would call them.
const MY97 = 'input.Wdate, input[onclick*=WdatePicker], input[onfocus*=WdatePicker]';
const my97 = (input) => {
  const real = window.WdatePicker, caught = [];
  window.WdatePicker = (options) => { caught.push(options || {}); };
  try {
    for (const type of ['focus', 'click']) if (!caught.length && input.getAttribute(`on${type}`)) input[`on${type}`](new Event(type));
  } finally { window.WdatePicker = real; }
  return caught[0] || {};
};
// To read, the words of the handler are enough: nothing of the page is run for it.
const my97Words = (input) => {
  const words = `${input.getAttribute('onfocus') || ''} ${input.getAttribute('onclick') || ''}`;
  const option = (name) => { const found = new RegExp(`${name}\\s*:\\s*['"]([^'"]+)['"]`).exec(words); return found ? found[1] : undefined; };
  return { dateFmt: option('dateFmt'), vel: option('vel') };
};
const my97Format = (options) => (options.dateFmt || 'yyyy-MM-dd').replace(/y/g, 'Y').replace(/d/g, 'D');
const my97Out = (options, d) => {
  const edge = (text) => (/^\d{4}-\d{1,2}-\d{1,2}/.test(String(text || '')) ? cx.localDate(text) : null);
  const first = edge(options.minDate), last = edge(options.maxDate);
  return Boolean((first && d < first) || (last && d > last));
};
cx.drivers.push(...['date', 'year'].map((kind) => ({
  library: 'my97', kind, css: MY97,
  accept: (e) => /^y+年?$/.test(my97Words(e).dateFmt || '') === (kind === 'year'),
  enabled: (c) => !off(c.input),
  state: (c) => {
    const options = my97Words(c.input), real = options.vel && document.getElementById(options.vel);
    const shown = cx.readDate(c.input.value, my97Format(options));
    return { visible: shown, submitted: real ? cx.isoDate(real.value) : shown };
  },
  typed: (c, value) => cx.list(value).map((text) => cx.writeDate(cx.localDate(text), my97Format(my97Words(c.input)))),
  now: (c, value) => {
    const options = my97(c.input), d = value === '' ? null : cx.localDate(value);
    if (value !== '' && !d) cx.fail(`不是日期：${value}`);
    if (d && my97Out(options, d)) cx.fail(`日期不可选：${value}`);
    const text = d ? cx.writeDate(d, my97Format(options)) : '', before = c.input.value;
    const part = d ? { y: d.getFullYear(), M: d.getMonth() + 1, d: d.getDate(), H: d.getHours(), m: d.getMinutes(), s: d.getSeconds() } : {};
    const told = { el: c.input, $: (id) => document.getElementById(id), cal: { getNewDateStr: () => text, getDateStr: () => before, newdate: part, date: part } };
    cx.setNative(c.input, text);
    const real = options.vel && document.getElementById(options.vel);
    if (real) real.value = d ? cx.writeDate(d, (options.realDateFmt || 'yyyy-MM-dd').replace(/y/g, 'Y').replace(/d/g, 'D')) : '';
    const listener = d ? options.onpicked : options.oncleared;
    if (typeof listener === 'function') listener.call(c.input, told);
    cx.fire(c.input, 'change');
    return true;
  },
})));
