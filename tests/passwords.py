"""Passwords of invented agents: hashed by argon2 with as little work as it allows."""

from argon2 import PasswordHasher

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
