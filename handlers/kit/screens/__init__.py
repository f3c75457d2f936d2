"""What screens are made of: texts, buttons, pictures, lists, and the ways between features."""
