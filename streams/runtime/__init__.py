"""The thin Faust shell: it moves bytes between Kafka and the pure core."""
