"""微社区: a branch's topics, what its members say on them, and what its secretary answers."""
