"""The bundler of the in-page modules: what it understands it joins, anything else it refuses and says where."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from gongai.connector.widgets import script
from gongai.connector.widgets.bundle import BundleError, bundle

MAIN = "main.js"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page without the driver."""
    page = browser.new_page()
    yield page
    page.close()


def joined(**modules: str) -> str:
    """The statement of modules named a.js, b.js, …; `main` is the entry."""
    return bundle({f"{name.replace('__', '/')}.js": text for name, text in modules.items()}, MAIN)


def test_a_module_runs_once_and_after_those_it_imports() -> None:
    text = joined(
        main="import { b } from './b.js';\nimport { a } from './a.js';\nuse(a, b);\n",
        a="export const a = 1;\n",
        b="import { a } from './a.js';\nexport const b = a + 1;\n",
    )
    starts = [text.index(f"// {name}.js") for name in ("a", "b", "main")]
    assert starts == sorted(starts)
    assert text.count("const a = 1;") == 1


def test_a_module_that_nobody_imports_is_left_out() -> None:
    assert "lonely" not in joined(main="use();\n", other="export const lonely = 1;\n")


def test_paths_are_read_from_the_folder_of_the_module() -> None:
    text = joined(
        main="import { x } from './inner/x.js';\nuse(x);\n",
        inner__x="import { y } from '../y.js';\nimport { z } from './z.js';\nexport const x = y + z;\n",
        inner__z="export const z = 1;\n",
        y="export const y = 2;\n",
    )
    assert "// inner/x.js" in text


@pytest.mark.browser
def test_every_form_that_is_understood_runs_in_a_browser(page: Page) -> None:
    text = joined(
        main=(
            "import { a, f, g as h, K, shown } from './a.js';\n"
            "import * as all from './a.js';\n"
            "import {\n  b,\n} from './b.js';\n"
            "window.seen = [a, f(), h(), new K().k, b, shown, all.a, typeof hidden, typeof local];\n"
        ),
        a=(
            "export const a = 1;\nconst hidden = 2;\nconst local = 6;\nexport function f() { return hidden; }\n"
            "export async function g() { return 3; }\nexport class K { k = 4; }\nexport { local as shown };\n"
        ),
        b=(
            "// a word\n/**\n * more of them: export default\n */\n"
            "export const b = /** @type {import('./a.js').K} */ (5);\n"
        ),
    )
    page.evaluate(f"() => {{ {text} }}")
    observed = page.evaluate("() => Promise.all(window.seen)")
    assert observed == [1, 2, 3, 4, 5, 6, 1, "undefined", "undefined"]
    assert page.evaluate("() => [typeof module0, typeof a, typeof hidden]") == ["undefined"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "import thing from './a.js';",
        "import './a.js';",
        'import { a } from "./a.js";',
        "import { a } from './a.js'",
        "export default 1;",
        "export let a = 1;",
        "export var a = 1;",
        "export * from './a.js';",
        "export { a } from './a.js';",
        "export function* a() {}",
        "export const { a } = window;",
        "  export const a = 1;",
        "const a = import('./a.js');",
        "const a = import.meta.url;",
    ],
)
def test_any_other_form_is_an_error_that_names_file_and_line(line: str) -> None:
    with pytest.raises(BundleError, match=r"main\.js.*not understood") as caught:
        joined(main=f"const first = 1;\n{line}\n", a="export const a = 1;\n")
    assert line.strip()[:20] in str(caught.value)


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"main": "import { a } from './a.js';\n"}, r"main\.js: there is no module a\.js"),
        ({"main": "import { b } from './a.js';\n", "a": "export const a = 1;\n"}, r"a\.js exports no b"),
        ({"main": "import { a } from 'left-pad';\n"}, "no path that starts with"),
        ({"main": "import { a b } from './a.js';\n", "a": "export const a = 1;\n"}, "not a name"),
        ({"main": "const a = 1;\nexport { a };\nexport { a };\n"}, "exported twice"),
        (
            {
                "main": "import { a } from './a.js';\n",
                "a": "import { b } from './b.js';\nexport const a = 1;\n",
                "b": "import { a } from './a.js';\nexport const b = 1;\n",
            },
            r"circle: a\.js -> b\.js -> a\.js",
        ),
    ],
)
def test_modules_that_do_not_fit_are_an_error(modules: dict[str, str], message: str) -> None:
    with pytest.raises(BundleError, match=message):
        joined(**modules)


@pytest.mark.browser
def test_the_driver_puts_one_name_on_a_page_and_runs_once(page: Page) -> None:
    before = set(page.evaluate("() => Object.getOwnPropertyNames(window)"))
    page.evaluate(script.source())
    page.evaluate("() => { window.__gongai.mine = true }")
    page.evaluate(script.source())
    assert set(page.evaluate("() => Object.getOwnPropertyNames(window)")) - before == {"__gongai"}
    assert page.evaluate("() => window.__gongai.mine")
