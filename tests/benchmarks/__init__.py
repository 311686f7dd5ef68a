"""CPU ratios against named yardsticks, interleaved in one run; `make bench`."""
