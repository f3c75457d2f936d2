"""Cases of key attention: decisions, appeals, help and its reviews."""
