"""Membership administration and payment follow-up for Norwegian sports clubs and gyms.

The house has floors: `model`, `values`, `days` and `norsk` at the bottom; the pure rooms
(`importers`, `register`, `money`, `dunning`, `calls`, `reports`) above them; then `store` and
`club`; then `office`, which joins them; then `runs` and `demo`; and `cli` on top.
A module imports from lower floors only.
"""
