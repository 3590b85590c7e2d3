PYTHON ?= python3

.PHONY: run test bench

run:  ## prepare everything and start Plates on http://localhost:8000
	@$(PYTHON) manage.py start $(ARGS)

test:  ## everything that can be tested here; make test ARGS="-k clock" for a part
	@$(PYTHON) manage.py test $(ARGS)

bench: .venv  ## speed, against references measured in the same run; ARGS="--interactions 100000"
	@.venv/bin/python -m tests.bench $(ARGS)

.venv:
	@$(PYTHON) manage.py test --collect-only -q > /dev/null
