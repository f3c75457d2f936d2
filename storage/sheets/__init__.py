"""Table files as offices send them (CSV, XLSX) → tables of cells; tables → XLSX. Knows how files are made, and nothing of what they mean."""
