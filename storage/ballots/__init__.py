"""Ballots that bind: put to the vote at a meeting, named or secret as the rule says, counted once."""
