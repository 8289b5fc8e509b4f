# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
BROWSER_READY := $(VENV)/.browser
LIBS_READY := $(VENV)/.libs
STRANGERS := $(VENV)/strangers
STRANGERS_READY := $(VENV)/.strangers
JS_READY := node_modules/.ready
KEEP   ?= 0
SEEDS  ?= 50000
MINUTES ?= 20
REPEAT ?= 3

.PHONY: demo test check check-js format fast simulate soak faults bench bench-fill clean browser strangers help

help:
	@echo "make demo        主要用例：在本机模拟平台上办完样例申报件（KEEP=1 运行后保留）"
	@echo "make test        全部测试（真实浏览器、真实数据库）"
	@echo "make check       格式、静态检查、类型、导入层次；有 Node.js 时也检查页面脚本"
	@echo "make check-js    页面脚本的静态检查和类型（需要 Node.js）"
	@echo "make simulate    更长的账本协议模拟（SEEDS=50000）"
	@echo "make soak        长时间随机故障运行（MINUTES=20）"
	@echo "make faults      在每一种平台的每一个记录点中断和暂停办理进程（约一小时）"
	@echo "make bench       全部性能对比"
	@echo "make bench-fill  五种界面库上填写 60 个字段的对比（REPEAT=3）"

$(READY): pyproject.toml requirements/lock.txt requirements/widgets.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更高版本，当前为 " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r requirements/widgets.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(BROWSER_READY): $(READY)
	$(BIN)/gongai doctor --install-browser
	touch $@

browser: $(BROWSER_READY)

# widget libraries of other makes, for tests only; where npm is missing their tests are skipped, loudly
$(LIBS_READY): $(READY) fixtures/libs.py fixtures/libs.toml
	$(BIN)/python -m fixtures.libs
	touch $@

# complete web applications by others, for tests only: an environment of their own, so that no pin of theirs meets ours
$(STRANGERS_READY): $(READY) requirements/strangers.txt
	test -x $(STRANGERS)/bin/python || $(PYTHON) -m venv $(STRANGERS)
	$(STRANGERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/strangers.txt
	touch $@

strangers: $(STRANGERS_READY)

# the tools that check JavaScript; the product itself needs no Node
$(JS_READY): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

demo: $(BROWSER_READY)
	KEEP=$(KEEP) $(BIN)/python -m fixtures.demo

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@if command -v node >/dev/null && command -v npm >/dev/null; then $(MAKE) --no-print-directory check-js; \
	else echo "没有找到 Node.js（node、npm），跳过页面脚本的检查"; fi

check-js: $(JS_READY)
	node_modules/.bin/eslint gongai
	node_modules/.bin/tsc --project tsconfig.json

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fast: $(BROWSER_READY)
	$(BIN)/pytest -q -m "not fault and not browser" -n 2 --dist worksteal

test: $(BROWSER_READY) $(LIBS_READY) $(STRANGERS_READY)
	$(BIN)/pytest -q -m "not fault and not browser" -n 2 --dist worksteal
	$(BIN)/pytest -q -m "browser and not fault" -n 3 --dist worksteal
	$(BIN)/pytest -q -m "fault and not long" -n 3 --dist worksteal

faults: $(BROWSER_READY) $(LIBS_READY)
	$(BIN)/pytest -q -m "fault and long" -n 3 --dist worksteal

simulate: $(READY)
	$(BIN)/python -m tests.queue.simulation --seeds $(SEEDS)

soak: $(BROWSER_READY)
	$(BIN)/python -m tests.faults.soak --minutes $(MINUTES)

bench: $(BROWSER_READY) $(LIBS_READY)
	for one in filing fill status queue push; do $(BIN)/python -m benchmarks.bench_$$one || exit 1; done

bench-fill: $(BROWSER_READY) $(LIBS_READY)
	$(BIN)/python -m benchmarks.bench_fill $(REPEAT)

clean:
	rm -rf $(VENV) node_modules .demo .mypy_cache .ruff_cache .pytest_cache
