"""The five libraries' ways to write the sixty fields: real packages, served from this machine."""

from benchmarks.fill_form import CITIES, DISTRICTS, TAGS, Library, repeated
from gongai.connector.widgets import Kind

_PLACES = tuple(f"{city}{district}" for city in CITIES for district in DISTRICTS)
_VUE3 = '<script src="/libs/vue/dist/vue.global.prod.js"></script>'
_APP3 = """<script>
window.heard = 0;
const app = Vue.createApp({ data: () => ({data}), methods: { hear() { window.heard++; } }, mounted() {
 window.held = () => JSON.parse(JSON.stringify(this.m)); window.ready = true; } });
{use}
app.mount('#app');
</script>"""


def _element(plus: bool) -> dict[Kind, str]:
    value = "value" if plus else "label"
    date = "YYYY-MM-DD" if plus else "yyyy-MM-dd"
    return {
        Kind.TEXT: '<el-input v-model="m.{p}" @change="hear"></el-input>',
        Kind.TEXTAREA: '<el-input type="textarea" v-model="m.{p}" @change="hear"></el-input>',
        Kind.NUMBER: '<el-input-number v-model="m.{p}" :precision="2" @change="hear"></el-input-number>',
        Kind.SELECT: '<el-select v-model="m.{p}" @change="hear"><el-option v-for="o in options" :key="o.value"'
        ' :label="o.label" :value="o.value"></el-option></el-select>',
        Kind.DATE: f'<el-date-picker v-model="m.{{p}}" value-format="{date}" @change="hear"></el-date-picker>',
        Kind.CASCADER: '<el-cascader v-model="m.{p}" :options="regions" @change="hear"></el-cascader>',
        Kind.RADIO: f'<el-radio-group v-model="m.{{p}}" @change="hear"><el-radio {value}="1">是</el-radio>'
        f'<el-radio {value}="0">否</el-radio></el-radio-group>',
        Kind.CHECKBOX: '<el-checkbox-group v-model="m.{p}" @change="hear">'
        '<el-checkbox v-for="t in tags" :key="t" :label="t" :value="t">{{ t }}</el-checkbox></el-checkbox-group>',
    }


ELEMENT_UI = Library(
    title="Element UI 2",
    packages=(),
    target=15,
    head='<link rel="stylesheet" href="/elementui/theme-chalk/index.css">',
    item='<el-form-item class="field" label="{label}">{widget}</el-form-item>',
    widgets=_element(plus=False),
    body="""<div id="app"><el-form label-width="140px">{items}</el-form></div>
<script src="/js/vue.min.js"></script><script src="/elementui/index.js"></script>
<script>window.heard = 0; window.app = new Vue({ el: '#app', data: {data}, methods: { hear() { window.heard++; } },
 mounted() { window.held = () => JSON.parse(JSON.stringify(this.m)); window.ready = true; } });</script>""",
)
ELEMENT_PLUS = Library(
    title="Element Plus 2",
    packages=("element-plus", "vue"),
    target=15,
    head='<link rel="stylesheet" href="/libs/element-plus/dist/index.css">',
    item='<el-form-item class="field" label="{label}">{widget}</el-form-item>',
    widgets=_element(plus=True),
    body='<div id="app"><el-form label-width="140px">{items}</el-form></div>'
    + _VUE3
    + '<script src="/libs/element-plus/dist/index.full.min.js"></script>'
    + _APP3.replace("{use}", "app.use(ElementPlus);"),
)
_DAYJS = "".join(
    f'<script src="/libs/dayjs/{name}.js"></script>'
    for name in (
        "dayjs.min",
        "plugin/customParseFormat",
        "plugin/weekday",
        "plugin/localeData",
        "plugin/weekOfYear",
        "plugin/weekYear",
        "plugin/advancedFormat",
        "plugin/quarterOfYear",
    )
)
ANT_DESIGN_VUE = Library(
    title="Ant Design Vue 4",
    packages=("ant-design-vue", "vue", "dayjs"),
    target=8,
    head='<link rel="stylesheet" href="/libs/ant-design-vue/dist/reset.css">',
    item='<a-form-item class="field" label="{label}">{widget}</a-form-item>',
    widgets={
        Kind.TEXT: '<a-input v-model:value="m.{p}" @change="hear"></a-input>',
        Kind.TEXTAREA: '<a-textarea v-model:value="m.{p}" @change="hear"></a-textarea>',
        Kind.NUMBER: '<a-input-number v-model:value="m.{p}" :precision="2" @change="hear"></a-input-number>',
        Kind.SELECT: '<a-select v-model:value="m.{p}" :options="options" @change="hear"></a-select>',
        Kind.DATE: '<a-date-picker v-model:value="m.{p}" value-format="YYYY-MM-DD" @change="hear"></a-date-picker>',
        Kind.CASCADER: '<a-cascader v-model:value="m.{p}" :options="regions" @change="hear"></a-cascader>',
        Kind.RADIO: '<a-radio-group v-model:value="m.{p}" @change="hear"><a-radio value="1">是</a-radio>'
        '<a-radio value="0">否</a-radio></a-radio-group>',
        Kind.CHECKBOX: '<a-checkbox-group v-model:value="m.{p}" :options="tags" @change="hear"></a-checkbox-group>',
    },
    body='<div id="app"><a-form>{items}</a-form></div>'
    + _VUE3
    + _DAYJS
    + '<script src="/libs/ant-design-vue/dist/antd-with-locales.min.js"></script>'
    + _APP3.replace("{use}", "app.use(antd);"),
)
# What the browser would send, as the other libraries' models say it.
_FORM_DATA = """window.held = () => { const all = new FormData(document.forms[0]), out = {};
 const many = (key, fresh) => Array.isArray(fresh) && document.getElementsByName(key)[0].type === 'checkbox';
 for (const [key, fresh] of Object.entries(data.m)) {
  out[key] = many(key, fresh) ? all.getAll(key) : fresh === null ? Number(all.get(key)) : all.get(key);
 }
 return out; };"""
_PLAIN_OPTIONS = repeated('<option value="{v}">{v}</option>', _PLACES)
LAYUI = Library(
    title="layui 2",
    packages=("layui",),
    target=15,
    flat=True,
    head='<link rel="stylesheet" href="/libs/layui/dist/css/layui.css">',
    item='<div class="layui-form-item field"><label class="layui-form-label" style="width: 110px">{label}</label>'
    '<div class="layui-input-block">{widget}</div></div>',
    widgets={
        Kind.TEXT: '<input name="{p}" class="layui-input">',
        Kind.TEXTAREA: '<textarea name="{p}" class="layui-textarea"></textarea>',
        Kind.NUMBER: '<input name="{p}" class="layui-input">',
        Kind.SELECT: '<select name="{p}" lay-filter="one"><option value="">请选择</option>'
        + "".join(f'<option value="v{n}">选项{n}</option>' for n in range(1, 21))
        + "</select>",
        Kind.DATE: '<input name="{p}" class="layui-input date">',
        Kind.CASCADER: '<select name="{p}" lay-filter="one"><option value="">请选择</option>'
        f"{_PLAIN_OPTIONS}</select>",
        Kind.RADIO: '<input type="radio" name="{p}" value="1" title="是">'
        '<input type="radio" name="{p}" value="0" title="否">',
        Kind.CHECKBOX: repeated('<input type="checkbox" name="{p}" value="{v}" title="{v}">', TAGS),
    },
    body="""<form class="layui-form">{items}</form><script src="/libs/layui/dist/layui.js"></script>
<script>const data = {data}; window.heard = 0; """
    + _FORM_DATA
    + """
layui.use(['form', 'laydate'], () => { layui.form.on('select(one)', () => { window.heard++; });
 document.querySelectorAll('.date').forEach((elem) => layui.laydate.render({ elem, done: () => { window.heard++; } }));
 layui.form.render(); window.ready = true; });
</script>""",
)
EASYUI = Library(
    title="jQuery EasyUI 1.5",
    packages=("jquery-easyui",),
    target=15,
    flat=True,
    head='<link rel="stylesheet" href="/libs/jquery-easyui/css/easyui.css">'
    '<script src="/libs/jquery-easyui/js/jquery.min.js"></script>'
    '<script src="/libs/jquery-easyui/js/jquery.easyui.min.js"></script>'
    '<script src="/libs/jquery-easyui/locale/easyui-lang-zh_CN.js"></script>',
    item='<tr class="field"><td>{label}</td><td>{widget}</td></tr>',
    widgets={
        Kind.TEXT: '<input name="{p}" class="easyui-textbox">',
        Kind.TEXTAREA: '<input name="{p}" class="easyui-textbox" data-options="multiline: true, height: 50">',
        Kind.NUMBER: '<input name="{p}" class="easyui-numberbox" data-options="precision: 2">',
        Kind.SELECT: '<input name="{p}" class="easyui-combobox"'
        " data-options=\"valueField: 'value', textField: 'label', data: data.options, onSelect: hear\">",
        Kind.DATE: '<input name="{p}" class="easyui-datebox" data-options="onSelect: hear">',
        Kind.CASCADER: f'<select name="{{p}}" class="easyui-combobox" data-options="onSelect: hear">'
        f'<option value=""></option>{_PLAIN_OPTIONS}</select>',
        Kind.RADIO: '<label><input type="radio" name="{p}" value="1">是</label>'
        '<label><input type="radio" name="{p}" value="0">否</label>',
        Kind.CHECKBOX: repeated('<label><input type="checkbox" name="{p}" value="{v}">{v}</label>', TAGS),
    },
    body="<script>const data = {data}; window.heard = 0; const hear = () => { window.heard++; }; "
    + _FORM_DATA
    + """</script><form><table>{items}</table></form><script>$(() => { window.ready = true; });</script>""",
)
ALL = {
    "elementui": ELEMENT_UI,
    "elementplus": ELEMENT_PLUS,
    "layui": LAYUI,
    "easyui": EASYUI,
    "antdvue": ANT_DESIGN_VUE,
}
