"""Table files as offices send them (CSV, XLSX) → tables of cells. Knows how files are made, and nothing of what they mean."""
