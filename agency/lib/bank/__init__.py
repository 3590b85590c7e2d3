"""What a bank sends and takes: statements (CAMT, MT940) read, transfers (pain.001) written."""
