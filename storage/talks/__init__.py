"""Heart-to-heart talks (谈心谈话), interviews (约谈) and home visits (家庭走访): that they took place, and what was said, sealed."""
