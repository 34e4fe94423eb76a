"""Pure governance: frozen values in, frozen values out. No Kafka, no clock, no environment, no logging."""
