"""Identity: keyed tokens of who applies, and the links that join them to accounts that are barred."""
