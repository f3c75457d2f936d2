"""What people see and press: the only room that speaks Telegram."""
