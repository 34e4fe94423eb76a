"""Pure governance: frozen values in, frozen values out. No Kafka, no clock, no environment, no logging.

From the ground up: `text` and `listings` read words, `policy` holds the rules, `rows` what is remembered,
`identity` joins people; `standing`, `ledger` and `crowd` are folded in `fold`; `gangs` and `handlers` take
what happens; `engine` dispatches, `replay` does it from files.
"""
