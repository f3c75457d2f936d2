"""Terms of committees (任期、换届): until when each is elected, a term made longer or shorter, and the election that ends it."""
