"""What is kept: one file a subject, with its tables, its queries and the rules about its rows. Knows no Telegram."""
