# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
BROWSER_READY := $(VENV)/.browser
PORTAL_READY := $(VENV)/.portal
TESTS_READY := $(VENV)/.tests
LIBS_READY := $(VENV)/.libs
THIRD_PARTY := $(VENV)/third_party
THIRD_PARTY_READY := $(VENV)/.third_party
JS_READY := node_modules/.ready
PIP    := -m pip install --quiet --disable-pip-version-check
UV     ?= uv
# the stand-ins' own tests are left out while nothing has changed since they passed; says so on stderr
UNLESS_SHOWN = $$($(BIN)/python -m tests.portal.shown)
LOCK   := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate
KEEP   ?= 0
SEEDS  ?= 50000
MINUTES ?= 20
REPEAT ?= 3
WORKERS ?= 3

.PHONY: demo test check check-js format fast portal-tests matrix distort distort-record simulate soak faults bench bench-fill browser third_party locks clean help

help:
	@echo "make demo        主要用例：在本机模拟平台上办完样例申报件（KEEP=1 运行后保留）"
	@echo "make test        每条规则一遍（真实浏览器、真实数据库；WORKERS=3 个进程）"
	@echo "make check       格式、静态检查、类型、导入层次；有 Node.js 时也检查页面脚本"
	@echo "make check-js    页面脚本的静态检查和类型（需要 Node.js）"
	@echo "make fast        不开浏览器、不中断进程的测试"
	@echo "make portal-tests  模拟平台自己的测试；通过后登记，平台没有改动就不再运行"
	@echo "make matrix      全部组合：故障 × 平台种类 × 样例 × 控件（供夜间运行）"
	@echo "make distort     平台应答逐项失真，打印误读的清单（不开浏览器）"
	@echo "make distort-record  重新录制各种模拟平台的应答（平台或配置改动后）"
	@echo "make simulate    更长的账本协议模拟（SEEDS=50000）"
	@echo "make soak        长时间随机故障运行（MINUTES=20）"
	@echo "make faults      在每一种平台的每一个记录点中断和暂停办理进程（约一小时）"
	@echo "make bench       全部性能对比"
	@echo "make bench-fill  五种界面库上填写 60 个字段的对比（REPEAT=3）"
	@echo "make browser     只装运行所需：虚拟环境、锁定的软件包、浏览器（不含测试）"
	@echo "make third_party   安装测试所用的他人应用（单独的虚拟环境）"
	@echo "make format      整理代码格式"
	@echo "make locks       按 pyproject.toml 重新生成 requirements/ 中的锁定文件（需要 uv）"
	@echo "make clean       删除虚拟环境、演示数据和缓存"
	@echo "make help        显示本说明"

# what a real installation has: the run-time packages, what builds the package, and the package
$(READY): pyproject.toml requirements/run.txt requirements/build.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更高版本，当前为 " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	touch $@

# the stand-in portal, for the demo and the tests
$(PORTAL_READY): $(READY) requirements/portal.txt requirements/widgets.txt
	$(BIN)/python $(PIP) --require-hashes -r requirements/portal.txt
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --require-hashes -r requirements/widgets.txt
	touch $@

# what runs the tests and the checks
$(TESTS_READY): $(PORTAL_READY) requirements/test.txt
	$(BIN)/python $(PIP) --require-hashes -r requirements/test.txt
	touch $@

$(BROWSER_READY): $(READY)
	$(BIN)/gongai doctor --install-browser
	touch $@

browser: $(BROWSER_READY)

# widget libraries of other kinds, for tests only; where npm is missing their tests are skipped, loudly
$(LIBS_READY): $(READY) fixtures/libs.py fixtures/libs.toml
	$(BIN)/python -m fixtures.libs
	touch $@

# complete web applications by others, for tests only: an environment of their own, so that no pin of theirs meets ours
$(THIRD_PARTY_READY): $(READY) requirements/third_party.txt
	test -x $(THIRD_PARTY)/bin/python || $(PYTHON) -m venv $(THIRD_PARTY)
	$(THIRD_PARTY)/bin/python $(PIP) --require-hashes -r requirements/third_party.txt
	touch $@

third_party: $(THIRD_PARTY_READY)

# the tools that check JavaScript; the product itself needs no Node
$(JS_READY): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

demo: $(BROWSER_READY) $(PORTAL_READY)
	KEEP=$(KEEP) $(BIN)/python -m fixtures.demo

check: $(TESTS_READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@if command -v node >/dev/null && command -v npm >/dev/null; then $(MAKE) --no-print-directory check-js; \
	else echo "没有找到 Node.js（node、npm），跳过页面脚本的检查"; fi

check-js: $(JS_READY)
	node_modules/.bin/eslint gongai
	node_modules/.bin/tsc --project tsconfig.json

format: $(TESTS_READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fast: $(BROWSER_READY) $(TESTS_READY)
	$(BIN)/pytest -q $(UNLESS_SHOWN) -m "not fault and not browser and not matrix" -n 2 --dist worksteal

# one run, so that each worker collects once; the longest tests come first (tests/conftest.py), one at a time to each
# worker; three are one more than the processors of a small machine, because a browser test also waits
test: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY) $(THIRD_PARTY_READY)
	$(BIN)/pytest -q $(UNLESS_SHOWN) -m "not long and not matrix" -n $(WORKERS) --dist load --maxschedchunk 1

portal-tests: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY)
	$(BIN)/pytest -q tests/portal -n 2 --dist worksteal
	$(BIN)/python -m tests.portal.shown --record

# every combination, where `make test` shows each rule once, and the stand-ins' own tests: a night's work
matrix: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY) $(THIRD_PARTY_READY)
	$(BIN)/pytest -q tests/portal -n 2 --dist worksteal
	$(BIN)/pytest -q -m "matrix or long" -n $(WORKERS) --dist load --maxschedchunk 1

faults: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY)
	$(BIN)/pytest -q -m "fault and long" -n 3 --dist worksteal

# what was believed of answers that were distorted; flows and browsers are tests (tests/distort)
distort: $(TESTS_READY)
	$(BIN)/python -m tests.distort.readers

distort-record: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY)
	$(BIN)/python -m tests.distort.record

simulate: $(TESTS_READY)
	$(BIN)/python -m tests.queue.simulation --seeds $(SEEDS)

soak: $(BROWSER_READY) $(TESTS_READY)
	$(BIN)/python -m tests.faults.soak --minutes $(MINUTES)

bench: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY)
	for one in filing fill status queue push; do $(BIN)/python -m benchmarks.bench_$$one || exit 1; done

bench-fill: $(BROWSER_READY) $(TESTS_READY) $(LIBS_READY)
	$(BIN)/python -m benchmarks.bench_fill $(REPEAT)

# exact versions and digests, no registry address; a later lock keeps to the versions of those before it
locks:
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) --group build -c requirements/run.txt -o requirements/build.txt
	$(LOCK) --group portal -c requirements/run.txt -c requirements/build.txt -o requirements/portal.txt
	$(LOCK) --group test -c requirements/run.txt -c requirements/build.txt -c requirements/portal.txt -o requirements/test.txt
	$(LOCK) requirements/third_party.in -o requirements/third_party.txt

clean:
	rm -rf $(VENV) node_modules .demo .mypy_cache .ruff_cache .pytest_cache
