"""One file a noun with states: see tests.machine."""
