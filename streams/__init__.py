"""The engine (`core`), its Kafka shell (`runtime`) and shipped fakes (`testing`)."""
