"""接续: what was on paper before the bot came, taken over by file, with its true dates."""
