# The same commands for hands that type `make`; dev.py does the work.
.PHONY: setup demo test check lock
setup demo test check lock:
	@python3 dev.py $@ $(ARGS)
