"""The leading cadres' own duties (领导干部职责): a party lecture a year, the branch's life as a member, the committee's 民主生活会.

Who is one: the bureau's secretary by their post, others as the party-affairs staff mark them. What they did is what meetings keep (who
lectured, who took part), and the committee's 民主生活会 as the staff enter it.
"""
