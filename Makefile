# From a fresh clone: Python 3.11 or newer and make, nothing else. Paths stay relative, so that the folder may be
# called anything; packages come by pip's own configuration, so that any mirror will do.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PORT ?= 8000
export PORT

# pip decides by these which packages it finds; the lock's hashes decide which it takes.
PIP_INSTALL := $(PY) -m pip install --quiet --require-hashes -r

help:
	@echo "make run     启动平台（网页、后台任务、定时任务），PORT=8010 可换端口"
	@echo "make test    运行全部检查与测试"
	@echo "make lint    格式与静态检查"
	@echo "make bench   性能对照表"
	@echo "make soak    长时间、大数量的检查"
	@echo "make clean   删除运行环境与缓存（不动 var/ 里的数据）"

.venv/created:
	@set -e; \
	for name in "$$PORTAL_PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  [ -n "$$name" ] && command -v "$$name" >/dev/null 2>&1 || continue; \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found="$$name" && break; \
	done; \
	if [ -z "$${found:-}" ]; then echo "需要 Python 3.11 或更新的版本（可用 PORTAL_PYTHON 指定）。" >&2; exit 1; fi; \
	echo "创建运行环境（$$("$$found" --version)）……"; \
	if ! "$$found" -m venv .venv; then \
	  echo "无法创建运行环境：$$found 缺少 venv 组件（Debian/Ubuntu 请安装 python3-venv）。" >&2; exit 1; fi; \
	touch .venv/created

# A stamp is as new as the lock it installed: a second start asks nobody for packages.
.venv/installed-run: .venv/created requirements.lock
	@echo "安装锁定的依赖……"
	@$(PIP_INSTALL) requirements.lock
	@touch .venv/installed-run

.venv/installed-dev: .venv/installed-run requirements-dev.lock
	@echo "安装测试与检查所需的依赖……"
	@$(PIP_INSTALL) requirements-dev.lock
	@touch .venv/installed-dev

run: .venv/installed-run
	@PORTAL_STOP_WITH_PARENT=1 exec $(PY) manage.py runportal

test: .venv/installed-dev
	@exec $(PY) -m tests.everything

lint: .venv/installed-dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) .venv/bin/lint-imports --no-cache --no-logo
	@$(PY) manage.py makemigrations --check --dry-run

format: .venv/installed-dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: .venv/installed-dev
	@exec $(PY) -m bench

soak: .venv/installed-dev
	@SOAK=$${SOAK:-50} exec $(PY) -m pytest -m "soak or faults" -q tests

# For whoever changes a dependency: write both locks anew. Hashes of every file of a version, no host, no path.
LOCK := $(PY) -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
  --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: .venv/installed-dev
	@$(PY) -m pip install --quiet "pip-tools~=7.6"
	@$(LOCK) -o requirements.lock requirements.in
	@$(LOCK) -o requirements-dev.lock requirements-dev.in

# Needs npm; the files it brings are committed.
vendor:
	@python3 deploy/fetch_vendor.py

clean:
	rm -rf .venv .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run test lint format bench soak lock vendor clean
