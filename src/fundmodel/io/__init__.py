"""Exchange with the outside: programs in TOML, tables in CSV, documents in JSON."""
